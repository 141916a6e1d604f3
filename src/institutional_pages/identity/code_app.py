"""The one-time code app (RFC 6238): six digits that change every half minute. Plain steps without rights: `access` says who may.

One-time password devices after NIST SP 800-63B §5.1.4: the secret is wrapped under a master key, a code opens once, ten failures lock the app.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING, Final

import pyotp
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from institutional_pages.identity.models import CodeApp
from institutional_pages.vault import keeping

if TYPE_CHECKING:
    from datetime import datetime

    from institutional_pages.identity.models import Person

ISSUER: Final = "Institutional Pages"
SECRET_BYTES: Final = 20  # as long as the digest (RFC 4226 §4, R6)
STEP_SECONDS: Final = 30
CLOCK_STEPS: Final = (0, -1, 1)  # a telephone may be half a minute early or late (RFC 6238 §5.2)
FAILURES_ALLOWED: Final = 10


def begin_app(person: Person) -> CodeApp:
    """The app that `person` is about to confirm: the same until then, so that a reloaded page shows the same picture."""
    begun = CodeApp.objects.filter(person=person, removed_at=None, confirmed_at=None).first()
    if begun is not None:
        return begun
    keys = keeping.master_keys()
    wrapped = keys.wrap_secret(secrets.token_bytes(SECRET_BYTES))
    return CodeApp.objects.create(person=person, master_key=keys.current, wrapped_secret=wrapped, made_at=timezone.now())


def standing_app(person: Person) -> CodeApp | None:
    """The confirmed app of `person`, locked or not."""
    return CodeApp.objects.filter(person=person, removed_at=None, confirmed_at__isnull=False).first()


def secret_of(app: CodeApp) -> str:
    """In base 32, as it is typed into an app; shown to its owner while unconfirmed, never again."""
    return base64.b32encode(_secret(app)).decode()


def address_of(app: CodeApp) -> str:
    """What the 2-D code holds: an `otpauth` address with the login, so that several accounts are told apart in the app."""
    return pyotp.TOTP(secret_of(app)).provisioning_uri(name=app.person.username, issuer_name=ISSUER)


def confirm_app(app: CodeApp, typed: str) -> bool:
    """Whether `typed` is a code of the app now; from then on the app opens."""
    step = _step_of(app, typed, timezone.now())
    if step is None:
        return False
    return bool(CodeApp.objects.filter(pk=app.pk, confirmed_at=None, removed_at=None).update(confirmed_at=timezone.now(), last_step=step))


def use_app_code(app: CodeApp, typed: str) -> bool:
    """Whether `typed` is a code of now that has not opened before, nor any later one. A try is counted before it is looked at (design.md §4.12)."""
    if not _count_try(app):
        return False
    step = _step_of(app, typed, timezone.now())
    if step is None:
        return False
    with transaction.atomic(durable=True):
        return bool(CodeApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step, failures=0))


def is_app_locked(app: CodeApp) -> bool:
    """Ten wrong codes in a row were typed."""
    return CodeApp.objects.filter(pk=app.pk, failures__gte=FAILURES_ALLOWED).exists()


def unlock_app(person: Person) -> bool:
    """Forgive the wrong codes; whether there were any."""
    return bool(CodeApp.objects.filter(person=person, removed_at=None, failures__gt=0).update(failures=0))


def remove_app(person: Person) -> bool:
    """The app opens nothing any more; whether there was a confirmed one."""
    standing = CodeApp.objects.filter(person=person, removed_at=None)
    had_one = standing.filter(confirmed_at__isnull=False).exists()
    standing.update(removed_at=timezone.now(), wrapped_secret=b"")
    return had_one


def secrets_by_key() -> dict[str, int]:
    """How many apps each master key locks, by its name."""
    counted = CodeApp.objects.filter(removed_at=None).values_list("master_key").annotate(apps=Count("pk"))
    return dict(counted.order_by("master_key"))


def rewrap_secrets() -> int:
    """Wrap every secret again under the current master key; how many were under another one."""
    keys = keeping.master_keys()
    others = list(CodeApp.objects.filter(removed_at=None).exclude(master_key=keys.current))
    for app in others:
        app.wrapped_secret, app.master_key = keys.wrap_secret(_secret(app)), keys.current
    CodeApp.objects.bulk_update(others, ["wrapped_secret", "master_key"])
    return len(others)


def _secret(app: CodeApp) -> bytes:
    return keeping.master_keys().unwrap_secret(app.master_key, bytes(app.wrapped_secret))


def _step_of(app: CodeApp, typed: str, now: datetime) -> int | None:
    """The half minute whose code was typed, among those near now; spaces do not matter."""
    code = pyotp.TOTP(secret_of(app), interval=STEP_SECONDS)
    digits = "".join(character for character in typed if character.isdigit())
    this = int(now.timestamp()) // STEP_SECONDS
    return next((this + late for late in CLOCK_STEPS if constant_time_compare(code.generate_otp(this + late), digits)), None)


def _count_try(app: CodeApp) -> bool:
    with transaction.atomic(durable=True):
        tried = CodeApp.objects.filter(pk=app.pk, removed_at=None, confirmed_at__isnull=False, failures__lt=FAILURES_ALLOWED)
        return bool(tried.update(failures=F("failures") + 1))
