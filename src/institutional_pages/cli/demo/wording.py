"""The words of the demonstration's letters, by language, and how dates and amounts are written there."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"
_THOUSANDS = {"nl": ".", "fr": "\u00a0", "de": "."}  # French: no-break space


@cache
def words(language: str) -> dict[str, Any]:
    """Everything the templates say in nl, fr or de."""
    return tomllib.loads((TEMPLATES / f"words-{language}.toml").read_text(encoding="utf-8"))


def amount(cents: int, language: str) -> str:
    """Euro with two decimals, without sign of currency (`1.234,56`); the minus is the true one (U+2212)."""
    euros, rest = divmod(abs(cents), 100)
    sign = "\u2212" if cents < 0 else ""
    return f"{sign}{number(euros, language)},{rest:02d}"


def number(count: int, language: str) -> str:
    """A whole number with the language's mark between thousands."""
    return f"{count:,}".replace(",", _THOUSANDS[language])


def long_date(day: date, language: str) -> str:
    """For example `1 november 2026`, `1er novembre 2026`, `1. November 2026`."""
    first = "1er" if language == "fr" and day.day == 1 else str(day.day)
    texts = words(language)
    return str(texts["day_month_year"]).format(day=first, month=texts["months"][day.month - 1], year=day.year)


def period_text(period: str, language: str) -> str:
    """`2026-10` as `oktober 2026`; a year stays a year, nothing stays nothing."""
    if len(period) <= 4:
        return period
    texts = words(language)
    return str(texts["period_month"]).format(month=texts["months"][int(period[5:]) - 1], year=period[:4])
