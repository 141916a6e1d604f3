"""The password: five wrong ones, then fifteen minutes, for known and unknown logins alike."""

import time
from datetime import timedelta
from statistics import median

import pytest
from django.utils import timezone

from institutional_pages.identity import passwords
from institutional_pages.identity.models import Person, SignInFailures

pytestmark = pytest.mark.django_db
RIGHT = "een heel lang wachtwoord"


@pytest.fixture
def an():
    person = Person(username="An.Peeters", first_name="An", last_name="Peeters", email="an@ocmw.example")
    person.set_password(RIGHT)
    person.save()
    return person


def test_the_right_password_opens_whatever_the_capitals_of_the_login(an):
    assert passwords.check(" an.PEETERS ", RIGHT) == an


def test_a_wrong_password_opens_nothing(an):
    assert passwords.check("an.peeters", "something else") is None


@pytest.mark.parametrize("login", ["an.peeters", "nobody.at.all"])
def test_after_five_wrong_passwords_one_waits_fifteen_minutes(an, login):
    for _ in range(4):
        passwords.check(login, "wrong")
    assert passwords.wait_until(login) is None

    passwords.check(login, "wrong")

    wait = passwords.wait_until(login) - timezone.now()
    assert timedelta(minutes=14) < wait <= timedelta(minutes=15)
    assert passwords.check(login, RIGHT) is None


def test_after_the_wait_the_count_begins_anew(an):
    for _ in range(5):
        passwords.check("an.peeters", "wrong")
    SignInFailures.objects.update(waits_until=timezone.now() - timedelta(seconds=1))

    assert passwords.check("an.peeters", "wrong") is None
    assert passwords.wait_until("an.peeters") is None
    assert passwords.check("an.peeters", RIGHT) == an


def test_success_forgives_the_wrong_ones(an):
    for _ in range(4):
        passwords.check("an.peeters", "wrong")

    passwords.check("an.peeters", RIGHT)

    assert not SignInFailures.objects.exists()


def test_a_closed_account_answers_like_a_wrong_password(an):
    an.closed_at = timezone.now()
    an.save()

    assert passwords.check("an.peeters", RIGHT) is None
    assert SignInFailures.objects.get().failures == 1


def test_the_counter_does_not_hold_what_was_typed(an):
    passwords.check("an.peeters", "wrong")

    kept = SignInFailures.objects.get().login
    assert len(kept) == 64
    assert "peeters" not in kept


def test_a_login_index_finds_the_person_whatever_the_capitals(an):
    assert passwords.find_person("AN.PEETERS") == an
    assert passwords.find_person("nobody") is None


def test_an_unknown_login_takes_the_time_of_a_known_one(argon2, an):
    an.set_password(RIGHT)
    an.save()
    seconds = {"an.peeters": [], "nobody.at.all": []}
    for _ in range(25):
        for login, taken in seconds.items():
            began = time.perf_counter()
            passwords.check(login, "wrong")
            taken.append(time.perf_counter() - began)
        SignInFailures.objects.all().delete()

    known, unknown = (median(taken) for taken in seconds.values())

    assert abs(known - unknown) < max(0.002, 0.3 * known), f"known {known:.4f} s, unknown {unknown:.4f} s"


DESK = "10.20.0.7"


def guess(times, source=DESK):
    for number in range(times):
        passwords.check(f"made.up.{number}", "wrong", source=source)


def test_after_a_hundred_guesses_from_one_address_nothing_is_tried_from_it(an):
    guess(99)
    assert passwords.source_waits_until(DESK) is None
    guess(1)

    wait = passwords.source_waits_until(DESK) - timezone.now()
    assert timedelta(minutes=14) < wait <= timedelta(minutes=15)
    assert passwords.check("an.peeters", RIGHT, source=DESK) is None
    assert passwords.check("an.peeters", RIGHT, source="10.20.0.8") == an


def test_what_is_typed_while_the_address_waits_makes_no_login_wait(an):
    guess(100)
    for _ in range(5):
        passwords.check("an.peeters", "wrong", source=DESK)

    assert passwords.wait_until("an.peeters") is None


def test_the_guesses_of_an_hour_ago_count_no_more(an):
    guess(99)
    SignInFailures.objects.filter(login=passwords.source_key(DESK)).update(counted_since=timezone.now() - timedelta(hours=1))
    guess(50)

    assert passwords.check("an.peeters", RIGHT, source=DESK) == an


def test_colleagues_who_sign_in_rightly_use_up_nothing(an):
    guess(98)
    for _ in range(10):
        assert passwords.check("an.peeters", RIGHT, source=DESK) == an

    assert passwords.source_waits_until(DESK) is None


def test_a_right_password_after_ninety_nine_wrong_ones_makes_nobody_wait(an):
    guess(99)

    assert passwords.check("an.peeters", RIGHT, source=DESK) == an
    assert passwords.source_waits_until(DESK) is None
    assert passwords.check("an.peeters", RIGHT, source=DESK) == an


def test_the_counter_of_an_address_does_not_hold_the_address(an):
    guess(1)

    assert not SignInFailures.objects.filter(login__contains="10.20").exists()


def test_after_a_hundred_in_a_row_nothing_is_tried_until_a_new_one_is_made(an):
    for _ in range(passwords.MOST_IN_A_ROW // passwords.OF_A_LOGIN.failures):
        for _ in range(passwords.OF_A_LOGIN.failures):
            assert passwords.check(an.username, "wrong") is None
        SignInFailures.objects.update(waits_until=timezone.now() - timedelta(seconds=1))

    assert passwords.is_stopped(an.username)
    assert passwords.check(an.username, RIGHT) is None
    passwords.forgive(an)
    assert passwords.check(an.username, RIGHT) == an


def test_a_right_one_begins_the_row_anew(an):
    for _ in range(3):
        passwords.check(an.username, "wrong")
    assert passwords.check(an.username, RIGHT) == an

    passwords.check(an.username, "wrong")

    assert SignInFailures.objects.get(login=passwords.login_key(an.username)).in_a_row == 1


def test_a_row_is_not_forgotten_by_waiting_a_day(an):
    for _ in range(5):
        passwords.check(an.username, "wrong")
    SignInFailures.objects.update(last_tried_at=timezone.now() - timedelta(days=2))

    assert passwords.forget_old_failures() == 0
    SignInFailures.objects.update(last_tried_at=timezone.now() - timedelta(days=91))
    assert passwords.forget_old_failures() == 1
