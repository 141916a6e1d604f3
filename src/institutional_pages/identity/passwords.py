"""The password: wrong ones are counted for every login, known or unknown, before they are looked at (design.md §4.12, §4.13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from institutional_pages.identity.models import Person, SignInFailures

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

FORGET_AFTER: Final = timedelta(days=1)
MOST_IN_A_ROW: Final = 100  # NIST SP 800-63B §5.2.2
KEEP_A_ROW: Final = timedelta(days=90)  # of a login that somebody guesses at slowly


@dataclass(frozen=True, slots=True)
class Patience:
    """After so many wrong passwords nothing is tried for a while; `within`: only those of so long ago count."""

    failures: int
    wait: timedelta
    within: timedelta | None = None
    most: int | None = None  # in a row, however long it takes


OF_A_LOGIN: Final = Patience(failures=5, wait=timedelta(minutes=15), most=MOST_IN_A_ROW)
# All of a centre may come from one address: twenty colleagues who mistype five times, and nobody waits for the others.
OF_A_SOURCE: Final = Patience(failures=100, wait=timedelta(minutes=15), within=timedelta(minutes=15))


def check(login: str, typed: str, *, source: str = "") -> Person | None:
    """The active person with this login and password. Unknown login, wrong password and closed account take the same work, and answer alike.

    From a `source` (an address) that has guessed too often nothing is tried, and no login made to wait.
    """
    key = login_key(login)
    if source and not _count_try(source_key(source), OF_A_SOURCE):
        return None
    if not _count_try(key, OF_A_LOGIN):
        return None
    person = find_person(login)
    if person is None or not person.has_usable_password():
        make_password(typed)  # the same work as for a known login
        return None
    if not person.check_password(typed) or not may_sign_in(person):
        return None
    SignInFailures.objects.filter(login=key).delete()
    if source:  # this try was none of the wrong ones; nor does it make anybody wait, if it was the hundredth
        SignInFailures.objects.filter(login=source_key(source), failures__gt=0).update(failures=F("failures") - 1, waits_until=None)
    return person


def may_fail(source: str) -> bool:
    """Count one more failure of `source`, whatever it tried; False when it has failed too often to be answered at all."""
    return _count_try(source_key(source), OF_A_SOURCE)


def wait_until(login: str) -> datetime | None:
    """Until when no password is tried for this login; None when one may be tried now."""
    return _wait_until(login_key(login))


def is_stopped(login: str) -> bool:
    """Whether a hundred wrong passwords in a row were typed for this login, known or not: until a new one is made nothing is tried."""
    return SignInFailures.objects.filter(login=login_key(login), in_a_row__gte=MOST_IN_A_ROW).exists()


def forgive(person: Person) -> None:
    """Forget the wrong passwords of `person`: a new one was made."""
    SignInFailures.objects.filter(login=login_key(person.username)).delete()


def source_waits_until(source: str) -> datetime | None:
    """Until when no password is tried from this address."""
    return _wait_until(source_key(source))


def login_key(login: str) -> str:
    """A keyed hash of the typed login: tells two logins apart in counters and events without naming anyone."""
    return salted_hmac("institutional_pages.sign-in", login.strip().lower(), algorithm="sha256").hexdigest()


def source_key(source: str) -> str:
    """As `login_key`, for an address."""
    return salted_hmac("institutional_pages.sign-in.source", source, algorithm="sha256").hexdigest()


def find_person(login: str) -> Person | None:
    """The person of this login, whatever its capitals; found by the index on the lower-cased login."""
    return Person.objects.alias(lowered=Lower("username")).filter(lowered=Lower(Value(login.strip()))).first()


def may_sign_in(person: Person | AbstractBaseUser | None) -> bool:
    """Whether the account is open."""
    return isinstance(person, Person) and person.is_active and person.closed_at is None


def forget_old_failures() -> int:
    """Forget wrong passwords of more than a day ago, so that made-up logins do not fill the table; how many logins."""
    now = timezone.now()
    few = Q(in_a_row__lt=OF_A_LOGIN.failures, last_tried_at__lt=now - FORGET_AFTER)
    forgotten, _ = SignInFailures.objects.filter(few | Q(last_tried_at__lt=now - KEEP_A_ROW)).delete()
    return forgotten


def _wait_until(key: str) -> datetime | None:
    return SignInFailures.objects.filter(login=key, waits_until__gt=timezone.now()).values_list("waits_until", flat=True).first()


def _count_try(key: str, patience: Patience) -> bool:
    """Count one try, unless it must wait; the last that is allowed starts the wait at once, success takes it back."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        SignInFailures.objects.get_or_create(login=key)
        row = SignInFailures.objects.filter(login=key)
        row.filter(waits_until__lte=now).update(failures=0, waits_until=None, counted_since=now)
        if patience.within:
            row.filter(counted_since__lt=now - patience.within, waits_until=None).update(failures=0, counted_since=now)
        allowed = row.filter(failures__lt=patience.failures, **({"in_a_row__lt": patience.most} if patience.most else {}))
        counted = allowed.update(failures=F("failures") + 1, in_a_row=F("in_a_row") + 1, last_tried_at=now)
        row.filter(failures__gte=patience.failures, waits_until=None).update(waits_until=now + patience.wait)
    return bool(counted)
