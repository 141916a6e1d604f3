"""Post a notice: a row that the worker sends once the transaction stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from institutional_pages.inserting import insert_missing
from institutional_pages.notices.models import Notice


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice before it is written; `delay` lets several of one `once` become one mail."""

    kind: str
    to: str
    language: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    institution: str = ""
    once: str = ""
    delay: timedelta = timedelta(0)


def post(kind: str, *, to: str, language: str, subject: str = "", institution: str = "", once: str = "", **facts: Any) -> None:
    """Post one mail; an empty address posts nothing."""
    post_many([Letter(kind, to, language, facts, subject, institution, once)])


def post_many(letters: Iterable[Letter]) -> None:
    """Post many mails in one statement; those whose `once` was posted before change nothing."""
    now = timezone.now()
    rows = [
        Notice(
            kind=letter.kind,
            to=letter.to,
            language=letter.language,
            facts=dict(letter.facts),
            subject=letter.subject,
            institution=letter.institution,
            once=letter.once,
            posted_at=now,
            not_before=now + letter.delay,
        )
        for letter in letters
        if letter.to
    ]
    insert_missing(rows)
