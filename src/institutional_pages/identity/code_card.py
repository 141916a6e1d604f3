"""The code card (S22): 24 numbered one-time codes on paper, of which only hashes are kept. Plain steps without rights: `access` says who may.

Look-up secrets after NIST SP 800-63B §5.1.2: drawn at random, 30 bits each, salted and hashed, each opens once, ten failures lock the card.
"""

from __future__ import annotations

import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from institutional_pages.identity.models import CardCode, CodeCard
from institutional_pages.institutions.calendar import today

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

CODES: Final = 24
RECOVERY_CODES: Final = 10
FAILURES_ALLOWED: Final = 10
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 characters without 0, O, 1 and I: 5 bits each
LENGTH: Final = 6
Kind = CodeCard.Kind


@dataclass(frozen=True, slots=True)
class DrawnCodes:
    """Fresh codes by position, and their hashes in the same order."""

    codes: dict[int, str]
    hashes: list[str]


@dataclass(frozen=True, slots=True)
class MadeCard:
    """A new card with its codes in clear: shown and printed once, then known to the holder alone."""

    card: CodeCard
    codes: dict[int, str]


def draw_codes(count: int = CODES) -> DrawnCodes:
    """24 codes and their hashes, half a second of work: draw them before the transaction that makes the card."""
    codes = {position: "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for position in range(1, count + 1)}
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:  # argon2 releases the lock of the interpreter
        return DrawnCodes(codes, list(threads.map(make_password, codes.values())))


def make_card(person: Person, drawn: DrawnCodes | None = None) -> MadeCard:
    """A card of 24 codes, valid one year; the card that `person` held ends."""
    return _make(person, drawn or draw_codes(), Kind.TOKEN)


def make_recovery_sheet(person: Person, drawn: DrawnCodes | None = None) -> MadeCard:
    """Ten codes for the day on which nothing else is at hand, valid one year; the sheet that `person` held ends."""
    return _make(person, drawn or draw_codes(RECOVERY_CODES), Kind.RECOVERY)


def standing_card(person: Person) -> CodeCard | None:
    """The card that `person` signs in with today, locked or not."""
    return CodeCard.objects.standing().filter(person=person).first()


def recovery_sheet(person: Person) -> CodeCard | None:
    """The recovery codes of `person` in force, locked or not."""
    return CodeCard.objects.recovery().filter(person=person).first()


def revoke_card(person: Person) -> bool:
    """End the card of `person`, and with it every session that it opened; whether there was one."""
    return _revoke(person, Kind.TOKEN)


def revoke_recovery_sheet(person: Person) -> bool:
    """End the recovery codes of `person`; whether there were any."""
    return _revoke(person, Kind.RECOVERY)


def unlock_card(person: Person) -> bool:
    """Forgive the wrong codes of the standing card; whether there were any."""
    return bool(CodeCard.objects.standing().filter(person=person, failures__gt=0).update(failures=0))


def codes_left(card: CodeCard) -> int:
    """How many codes still open."""
    return card.codes.filter(used_at=None).count()


def is_locked(card: CodeCard) -> bool:
    """Ten wrong codes in a row were typed; only the administrator or the Security Cell unlocks (design.md §4.13)."""
    return CodeCard.objects.filter(pk=card.pk, failures__gte=FAILURES_ALLOWED).exists()


def asked_position(card: CodeCard) -> int | None:
    """The number of an unused code, at random; None when all are used."""
    unused = list(card.codes.filter(used_at=None).values_list("position", flat=True))
    return secrets.choice(unused) if unused else None


def use_code(card: CodeCard, position: int, typed: str) -> bool:
    """Whether `typed` is the unused code at `position`; it is used up by this. A try is counted before it is looked at (design.md §4.12)."""
    code = card.codes.filter(position=position, used_at=None).first()
    if code is None or not _count_try(card):
        return False
    if not check_password(_tidy(typed), code.hash):
        return False
    return _burn(card, code)


def _make(person: Person, drawn: DrawnCodes, kind: str) -> MadeCard:
    with transaction.atomic():
        _revoke(person, kind)
        dates = {"made_at": timezone.now(), "valid_until": _in_a_year(today())}
        card = CodeCard.objects.create(person=person, kind=kind, number=_free_number(), **dates)
        CardCode.objects.bulk_create([CardCode(card=card, position=n, hash=h) for n, h in enumerate(drawn.hashes, start=1)])
    return MadeCard(card, drawn.codes)


def _revoke(person: Person, kind: str) -> bool:
    return bool(CodeCard.objects.filter(person=person, kind=kind, revoked_at=None).update(revoked_at=timezone.now()))


def _tidy(typed: str) -> str:
    """Capitals without the spaces and dashes that people type along."""
    return "".join(character for character in typed.upper() if character.isalnum())


def _count_try(card: CodeCard) -> bool:
    with transaction.atomic(durable=True):
        standing = CodeCard.objects.in_force().filter(pk=card.pk, failures__lt=FAILURES_ALLOWED)
        return bool(standing.update(failures=F("failures") + 1))


def _burn(card: CodeCard, code: CardCode) -> bool:
    """The code opens for one only; who typed the right code a moment too late guessed nothing, so the try is not held against the card."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        if not CardCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now):
            CodeCard.objects.filter(pk=card.pk, failures__gt=0).update(failures=F("failures") - 1)
            return False
        CodeCard.objects.filter(pk=card.pk).update(failures=0)
        CodeCard.objects.filter(pk=card.pk, first_used_at=None).update(first_used_at=now)
    return True


def _free_number() -> str:
    """Such as `26-041783-3`: year, six random digits, check digit (Luhn)."""
    while True:
        body = f"{today().year % 100:02d}{secrets.randbelow(1_000_000):06d}"
        number = f"{body[:2]}-{body[2:]}-{_check_digit(body)}"
        if not CodeCard.objects.filter(number=number).exists():
            return number


def _check_digit(digits: str) -> int:
    """Luhn (ISO/IEC 7812-1): finds every mistyped digit and nearly every swap of two."""
    doubled = [int(d) * 2 if place % 2 == 0 else int(d) for place, d in enumerate(reversed(digits))]
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def _in_a_year(day: date) -> date:
    """The same day next year; for 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
