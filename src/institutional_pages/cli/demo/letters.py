"""What each kind of document says: the data that its template lays out."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from institutional_pages.cli.demo.centres import Centre, centre
from institutional_pages.cli.demo.figures import Line, Settlement, lines, name, settlement
from institutional_pages.cli.demo.wording import amount, long_date, number, period_text, words

SEED = "institutional-pages"
_EVERYWHERE = ("sender", "tagline", "sender_address", "contact", "notice", "page", "of", "colon", "regarding", "greeting", "closing")
_ANNEX_LINES = (1, 5, 3, 2)  # which line of the account each annex explains
DAYS_TO_CORRECT = 45  # after the end of the month: article 21 §6 of the Act of 26 May 2002


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One document to make; `size` is the number of lines in its list, `annexes` how many files go with it."""

    reference: str
    nis: str
    kind: str
    law: str
    period: str
    language: str
    day: date
    size: int
    annexes: int = 0

    @property
    def chance(self) -> Random:
        """Its own source of invented facts; the two languages of one document tell the same facts."""
        return Random(f"{SEED}:{self.reference.rpartition('-')[0]}")  # noqa: S311 - invented figures, not secrets

    @property
    def words(self) -> dict[str, Any]:
        """What this kind says in the letter's language."""
        return dict(words(self.language)["kinds"][self.kind])

    @property
    def law_words(self) -> dict[str, Any]:
        """The names of the law and its types, categories and forms."""
        return dict(words(self.language)["laws"][self.law])

    @property
    def places(self) -> dict[str, str]:
        """What fills the named places in a sentence."""
        places = {"law": self.law_words["short"], "official": self.law_words["official"], "period": period_text(self.period, self.language)}
        return places | self._stay_places() if self.kind == "stay-letter" else places

    @property
    def subject(self) -> str:
        """The subject line; never a person's name."""
        return str(self.words["subject"]).format(**self.places)

    def _stay_places(self) -> dict[str, str]:
        chance = self.chance
        outcome = "legal" if chance.random() < 0.6 else "illegal"
        since = self.day - timedelta(days=chance.randint(6, 40))
        dossier = f"{chance.randint(1000, 9999)}/26"
        return {"dossier": dossier, "outcome": str(self.words[outcome]), "key": outcome, "date": long_date(since, self.language)}


def content(letter: Letter) -> dict[str, Any]:
    """The data of the main document."""
    return _common(letter, letter.reference, annexes=letter.annexes) | _KINDS[letter.kind](letter)


def annex_content(letter: Letter, position: int) -> dict[str, Any]:
    """The data of annex 1 to 4 of a settlement."""
    texts, year = letter.words, _year(letter)
    everywhere = words(letter.language)
    title = f"{everywhere['annex']} {position}{everywhere['colon']}{texts['annexes'][position - 1]}"
    line = _ANNEX_LINES[position - 1]
    rows, total = _annex_rows(letter, year, position)
    intro = texts["annex_intro"].format(line=line, reference=letter.reference, **letter.places)
    table = _table(texts["annex_heads"][position - 1], rows, ["", "", _money(letter, total)], amounts=(3,))
    common = _common(letter, f"{letter.reference}/{position}", annexes=0)
    return common | {"subject": title, "intro": intro, "table": table, "after": ""}


def _common(letter: Letter, reference: str, *, annexes: int) -> dict[str, Any]:
    language, addressee, texts = letter.language, centre(letter.nis), words(letter.language)
    facts = [letter.law_words["service"], "–", reference, long_date(letter.day, language), str(annexes or "–")]
    return {key: texts[key] for key in _EVERYWHERE} | {
        "address": [texts["president"], addressee.names[language], addressee.streets[language], f"{addressee.postcode} {addressee.towns[language]}"],
        "centre_line": _centre_line(addressee, language),
        "references": [list(pair) for pair in zip(texts["reference_heads"], facts, strict=True)],
        "subject": letter.subject,
        "intro": letter.words["intro"].format(**letter.places),
        "after": letter.words["after"],
        "on_behalf": texts["on_behalf"],
        "total": texts["total"],
        "signatory": texts["signatory"],
    }


def _centre_line(addressee: Centre, language: str) -> str:
    return str(words(language)["centre_line"]).format(name=addressee.names[language], nis=addressee.nis, cbe=addressee.cbe)


def _money(letter: Letter, cents: int) -> str:
    return amount(cents, letter.language)


def _table(heads: list[str], rows: list[list[str]], total: list[str], *, amounts: Iterable[int]) -> dict[str, Any]:
    """`amounts` are the columns set to the right; `total` holds the last cells of the row below, its first cell says "total"."""
    return {"heads": heads, "rows": rows, "total": total, "right": list(amounts)}


def _monthly_statement(letter: Letter) -> dict[str, Any]:
    texts, law, rows = letter.words, letter.law_words, lines(letter.chance, letter.law, letter.size)
    full, share = _money(letter, sum(row.full for row in rows)), _money(letter, sum(row.share for row in rows))
    count = number(len(rows), letter.language)
    summary = [_by_type(letter, label, [row for row in rows if row.kind == kind]) for kind, label in enumerate(law["types"])]
    detail = [_detail(letter, row) for row in rows]
    return {
        "tiles": [list(tile) for tile in zip(texts["tiles"], (count, f"€ {full}", f"€ {share}"), strict=True)],
        "summary_title": texts["summary"],
        "summary": _table(texts["summary_heads"], summary, [count, full, share], amounts=(1, 2, 3)),
        "detail_title": texts["detail"],
        "detail": _table(texts["detail_heads"], detail, ["", "", "", full, "", share], amounts=(4, 5, 6)),
    }


def _detail(letter: Letter, row: Line) -> list[str]:
    law = letter.law_words
    facts = [row.dossier, row.name, law["types"][row.kind], law["categories"][row.category]]
    return [*facts, _money(letter, row.full), str(row.percent), _money(letter, row.share)]


def _by_type(letter: Letter, label: str, rows: list[Line]) -> list[str]:
    return [label, number(len(rows), letter.language), _money(letter, sum(row.full for row in rows)), _money(letter, sum(row.share for row in rows))]


def _accepted_forms(letter: Letter) -> dict[str, Any]:
    texts, chance = letter.words, letter.chance
    rows, asked, accepted = [], 0, 0
    for row in lines(chance, letter.law, letter.size):
        full = abs(row.full)
        given = full if chance.random() < 0.8 else full * chance.randint(30, 90) // 100
        decision = texts["accepted"] if given == full else texts["partly"].format(reason=chance.choice(texts["reasons"]))
        rows.append([_form(chance), row.dossier, row.name, _type(letter, chance), _money(letter, full), _money(letter, given), decision])
        asked, accepted = asked + full, accepted + given
    total = ["", "", "", _money(letter, asked), _money(letter, accepted), ""]
    return {"table": _table(texts["heads"], rows, total, amounts=(4, 5))}


def _refused_forms(letter: Letter) -> dict[str, Any]:
    texts, chance, codes = letter.words, letter.chance, letter.words["codes"]
    refused = [(chance.randrange(len(codes)), row) for row in lines(chance, letter.law, letter.size)]
    total = sum(abs(row.full) for _, row in refused)
    rows = [_refused(letter, chance, codes[reason], row) for reason, row in refused]
    reasons = [_by_reason(letter, code, [row for reason, row in refused if reason == code]) for code in sorted({reason for reason, _ in refused})]
    return {
        "deadline_label": texts["deadline_label"].format(date=long_date(_deadline(letter.period), letter.language)),
        "deadline_text": texts["deadline_text"],
        "summary_title": texts["summary"],
        "summary": _table(texts["summary_heads"], reasons, ["", str(len(rows)), _money(letter, total)], amounts=(2, 3)),
        "detail_title": texts["detail"],
        "detail": _table(texts["heads"], rows, ["", "", "", "", "", _money(letter, total)], amounts=(6,)),
    }


def _refused(letter: Letter, chance: Random, code: str, row: Line) -> list[str]:
    received = f"{chance.randint(1, 28):02d}/{letter.period[5:]}/{letter.period[:4]}"
    return [_form(chance), row.dossier, row.name, _type(letter, chance), received, code, _money(letter, abs(row.full))]


def _by_reason(letter: Letter, reason: int, rows: list[Line]) -> list[str]:
    texts = letter.words
    return [texts["codes"][reason], texts["reasons"][reason], str(len(rows)), _money(letter, sum(abs(row.full) for row in rows))]


def _deadline(period: str) -> date:
    year, month = int(period[:4]), int(period[5:])
    return date(year, month, calendar.monthrange(year, month)[1]) + timedelta(days=DAYS_TO_CORRECT)


def _form(chance: Random) -> str:
    return f"{chance.randint(100_000, 999_999)}-{chance.randint(10, 99)}"


def _type(letter: Letter, chance: Random) -> str:
    return str(chance.choice(letter.law_words["forms"]))


def _stay_letter(letter: Letter) -> dict[str, Any]:
    texts, places, chance = letter.words, letter.places, letter.chance
    facts = [places["dossier"], name(chance), str(chance.randint(1958, 2007)), places["outcome"], places["date"]]
    body = [sentence.format(**places) for sentence in texts[f"{places['key']}_text"]]
    return {"facts": [list(pair) for pair in zip(texts["facts"], facts, strict=True)], "body": body}


def _year(letter: Letter) -> Settlement:
    return settlement(letter.chance, letter.law, letter.size)


def _annual_settlement(letter: Letter) -> dict[str, Any]:
    texts, year = letter.words, _year(letter)
    account = [[str(line), texts["lines"][line - 1], _money(letter, cents)] for line, cents in enumerate(year.account, start=1)]
    balance = year.account[-1]
    outcome = "favour" if balance >= 0 else "owed"
    return {
        "account_title": texts["account"],
        "account": _table(texts["account_heads"], account[:-1], ["", _money(letter, balance)], amounts=(2,)) | {"total_label": texts["lines"][-1]},
        "outcome": [texts[outcome], f"€ {_money(letter, abs(balance))}", texts[f"{outcome}_text"]],
        "monthly_title": texts["monthly"],
        "monthly": _months(letter, year),
        "annex_title": texts["annex_list"],
        "annexes": texts["annexes"][: letter.annexes],
    }


def _months(letter: Letter, year: Settlement) -> dict[str, Any]:
    months = zip(words(letter.language)["months"], year.months, year.advances, strict=True)
    rows = [[month, _money(letter, due), _money(letter, paid), _money(letter, due - paid)] for month, due, paid in months]
    due, paid = sum(year.months), sum(year.advances)
    return _table(letter.words["monthly_heads"], rows, [_money(letter, due), _money(letter, paid), _money(letter, due - paid)], amounts=(1, 2, 3))


def _annex_rows(letter: Letter, year: Settlement, position: int) -> tuple[list[list[str]], int]:
    """The rows of an annex and the cents that they add up to."""
    facts = (_granted, _paid, _corrected, _recovered)[position - 1](letter, year)
    return [[*told, _money(letter, cents)] for *told, cents in facts], sum(cents for *_, cents in facts)


def _granted(letter: Letter, year: Settlement) -> list[tuple[str, str, str, int]]:
    return [(row.dossier, row.name, letter.law_words["categories"][row.category], row.share) for row in year.grants]


def _paid(letter: Letter, year: Settlement) -> list[tuple[str, str, str, int]]:
    """An advance is paid on the fifth of the month that follows."""
    months = enumerate(zip(words(letter.language)["months"], year.advances, strict=True), start=1)
    year_paid = int(letter.period)
    return [(f"+++{letter.nis}/{at:02d}+++", month, f"{_fifth_after(year_paid, at):%d/%m/%Y}", cents) for at, (month, cents) in months]


def _fifth_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 5)


def _corrected(letter: Letter, year: Settlement) -> list[tuple[str, str, str, int]]:
    chance, reasons = letter.chance, letter.words["corrections"]
    return [(row.dossier, row.name, chance.choice(reasons), cents) for row, cents in zip(year.grants, year.corrections, strict=False)]


def _recovered(letter: Letter, year: Settlement) -> list[tuple[str, str, str, int]]:
    chance, months = letter.chance, words(letter.language)["months"]
    return [(row.dossier, row.name, chance.choice(months), cents) for row, cents in zip(year.grants[3:], year.recoveries, strict=False)]


_KINDS = {
    "monthly-statement": _monthly_statement,
    "accepted-forms": _accepted_forms,
    "refused-forms": _refused_forms,
    "stay-letter": _stay_letter,
    "annual-settlement": _annual_settlement,
}
