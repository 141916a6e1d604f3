"""Wrong passwords are forgotten after a day: made-up logins do not fill the table."""

from datetime import timedelta

import pytest
from django.utils import timezone

from institutional_pages.identity import passwords
from institutional_pages.identity.models import SignInFailures
from institutional_pages.worker.loop import make_duties

pytestmark = pytest.mark.django_db


def last_tried(login: str, **ago: float) -> None:
    SignInFailures.objects.filter(login=passwords.login_key(login)).update(last_tried_at=timezone.now() - timedelta(**ago))


def test_wrong_passwords_of_more_than_a_day_ago_are_forgotten_and_later_ones_are_not():
    for login in ("made.up", "again.today"):
        passwords.check(login, "wrong")
    last_tried("made.up", days=1, minutes=1)
    last_tried("again.today", hours=23)

    assert passwords.forget_old_failures() == 1
    assert passwords.forget_old_failures() == 0
    assert SignInFailures.objects.get().login == passwords.login_key("again.today")


def test_every_try_counts_as_the_last_one():
    passwords.check("made.up", "wrong")
    last_tried("made.up", days=2)

    passwords.check("made.up", "wrong")

    assert passwords.forget_old_failures() == 0


def test_whoever_must_wait_still_waits_afterwards():
    for _ in range(5):
        passwords.check("made.up", "wrong")

    passwords.forget_old_failures()

    assert passwords.wait_until("made.up") is not None


def test_the_worker_forgets_them_every_day():
    passwords.check("made.up", "wrong")
    last_tried("made.up", days=2)

    (duty,) = (duty for duty in make_duties() if duty.do is passwords.forget_old_failures)
    duty.do()

    assert duty.daily
    assert not SignInFailures.objects.exists()
