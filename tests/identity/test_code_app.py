"""The one-time code app: its numbers are those of RFC 6238, each opens once, ten wrong ones lock it, and its secret is kept wrapped."""

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.utils import timezone

from institutional_pages.identity import code_app
from institutional_pages.identity.models import CodeApp, Person

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 12, 0, 10, tzinfo=UTC)
RFC_SECRET = b"12345678901234567890"


def person(username: str) -> Person:
    """An account."""
    return Person.objects.get_or_create(username=username, email=f"{username}@lier.example")[0]


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test turns."""
    hands = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: hands[0])
    return hands


@pytest.fixture
def app(clock):
    """Confirmed at noon."""
    begun = code_app.begin_app(person("an"))
    assert code_app.confirm_app(begun, shown(begun, clock[0]))
    clock[0] += timedelta(seconds=30)
    return code_app.standing_app(begun.person)


def shown(app: CodeApp, moment: datetime) -> str:
    """What a telephone shows at `moment`."""
    return pyotp.TOTP(code_app.secret_of(app)).at(moment)


@pytest.mark.parametrize(("seconds", "digits"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")])
def test_its_codes_are_those_of_the_standard(clock, seconds, digits):
    """RFC 6238, appendix B, SHA-1, the last six digits."""
    clock[0] = datetime.fromtimestamp(seconds, tz=UTC)
    app = CodeApp(person=person("an"), wrapped_secret=b"")
    keys = code_app.keeping.master_keys()
    app.master_key, app.wrapped_secret, app.made_at = keys.current, keys.wrap_secret(RFC_SECRET), clock[0]
    app.save()

    assert code_app.secret_of(app) == base64.b32encode(RFC_SECRET).decode()
    assert code_app.confirm_app(app, digits)


def test_an_app_that_is_not_confirmed_opens_nothing(clock):
    begun = code_app.begin_app(person("an"))

    assert code_app.standing_app(begun.person) is None
    assert not code_app.use_app_code(begun, shown(begun, clock[0]))


def test_the_same_picture_is_shown_until_the_app_is_confirmed(clock):
    an = person("an")

    assert code_app.secret_of(code_app.begin_app(an)) == code_app.secret_of(code_app.begin_app(an))


def test_a_code_opens_once(app, clock):
    code = shown(app, clock[0])

    assert code_app.use_app_code(app, f"{code[:3]} {code[3:]}")
    assert not code_app.use_app_code(app, code)


def test_the_code_that_confirmed_it_does_not_open_too(clock):
    begun = code_app.begin_app(person("an"))
    code = shown(begun, clock[0])
    code_app.confirm_app(begun, code)

    assert not code_app.use_app_code(code_app.standing_app(begun.person), code)


@pytest.mark.parametrize(("late", "opens"), [(-90, False), (-30, True), (0, True), (30, True), (90, False)])
def test_a_telephone_may_be_half_a_minute_early_or_late(app, clock, late, opens):
    clock[0] += timedelta(minutes=5)

    assert code_app.use_app_code(app, shown(app, clock[0] + timedelta(seconds=late))) is opens


def test_a_code_before_the_one_that_opened_does_not_open(app, clock):
    clock[0] += timedelta(minutes=5)
    before = shown(app, clock[0] - timedelta(seconds=30))
    code_app.use_app_code(app, shown(app, clock[0]))

    assert not code_app.use_app_code(app, before)


def test_ten_wrong_codes_lock_it_until_it_is_unlocked(app, clock):
    for _ in range(10):
        assert not code_app.use_app_code(app, "not a code")

    assert code_app.is_app_locked(app)
    assert not code_app.use_app_code(app, shown(app, clock[0]))
    assert code_app.unlock_app(app.person)
    assert code_app.use_app_code(app, shown(app, clock[0]))
    assert not code_app.unlock_app(app.person)


def test_a_right_code_forgives_the_wrong_ones(app, clock):
    for _ in range(9):
        code_app.use_app_code(app, "not a code")
    code_app.use_app_code(app, shown(app, clock[0]))
    clock[0] += timedelta(seconds=30)
    code_app.use_app_code(app, "not a code")

    assert not code_app.is_app_locked(app)


def test_a_removed_app_opens_nothing_and_its_secret_is_gone(app, clock):
    code = shown(app, clock[0])

    assert code_app.remove_app(app.person)
    assert not code_app.use_app_code(app, code)
    assert bytes(CodeApp.objects.get().wrapped_secret) == b""
    assert not code_app.remove_app(app.person)


def test_the_database_holds_the_secret_only_wrapped(app):
    kept = bytes(CodeApp.objects.get().wrapped_secret)

    assert base64.b32decode(code_app.secret_of(app)) not in kept


def test_its_secret_moves_to_another_master_key(app, clock, settings):
    old, secret = settings.VAULT_KEYS, code_app.secret_of(app)
    settings.VAULT_KEYS = f"newer:{base64.b64encode(b'n' * 32).decode()},{old}"

    assert code_app.rewrap_secrets() == 1

    settings.VAULT_KEYS = settings.VAULT_KEYS.partition(",")[0]
    assert code_app.secret_of(CodeApp.objects.get()) == secret
    assert code_app.rewrap_secrets() == 0


def test_the_address_in_the_picture_names_the_product_and_the_login(app):
    address = code_app.address_of(app)

    assert address.startswith("otpauth://totp/Institutional%20Pages:an?secret=")
    assert pyotp.parse_uri(address).secret == code_app.secret_of(app)
