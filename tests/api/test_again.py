"""`Idempotency-Key`: the first answer again, 422 for another call or body, 409 while the first is under way; a refusal gives the key back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from institutional_pages.access.machine_rules import forget_old_answers
from institutional_pages.access.models import MachineAnswer
from institutional_pages.delivery.models import Delivery, Run
from tests.delivery.conftest import letter

pytestmark = pytest.mark.django_db
KEY = {"Idempotency-Key": "8f1c"}


@pytest.fixture
def run(publisher_program):
    return publisher_program.post("runs", {"name": "October"}).json()["id"]


def test_the_same_call_is_answered_as_it_was(publisher_program, run, facts):
    first = publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts)

    again = publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts)

    assert (first.status_code, again.status_code) == (201, 201)  # without the key it would be 200
    assert again.json() == first.json()
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Delivery.objects.count() == 1


def test_a_run_is_opened_once(publisher_program):
    answers = [
        publisher_program.client.post("/api/v1/runs", {"name": "x"}, content_type="application/json", headers={**publisher_program.headers, **KEY})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Run.objects.count() == 1


@pytest.mark.parametrize("what", ["body", "query", "path"])
def test_another_call_under_the_same_key_is_refused_and_does_nothing(publisher_program, run, facts, what):
    publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts)
    body = letter("y") if what == "body" else letter("x")
    other = {**facts, "period": "2026-09"} if what == "query" else facts
    elsewhere = "00000000-0000-4000-8000-000000000000" if what == "path" else run

    answer = publisher_program.put(f"runs/{elsewhere}/documents", body, KEY, **other)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-other-call")
    assert Delivery.objects.count() == 1


def test_while_the_first_is_under_way_one_is_asked_to_wait_and_after_ten_minutes_it_is_given_up(publisher_program, run, facts):
    publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts)
    MachineAnswer.objects.update(status=0, content="", body="")

    answer = publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-running")

    MachineAnswer.objects.update(begun_at=timezone.now() - timedelta(minutes=11))
    assert publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts).status_code == 200


def test_after_a_refusal_the_key_may_be_sent_with_what_was_mended(publisher_program, run, facts):
    assert publisher_program.put(f"runs/{run}/documents", b"no pdf", KEY, **facts).status_code == 415

    assert publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts).status_code == 201


def test_the_keys_of_two_machines_have_nothing_to_do_with_each_other(publisher_program, reading_program, run, facts):
    publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts)

    assert reading_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts).status_code == 403


def test_after_a_week_it_is_forgotten(publisher_program, run, facts):
    publisher_program.put(f"runs/{run}/documents", letter("x"), KEY, **facts)
    assert forget_old_answers() == 0

    MachineAnswer.objects.update(begun_at=timezone.now() - timedelta(days=8))

    assert forget_old_answers() == 1
