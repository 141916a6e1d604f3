"""Whether the server is ready for people, and whether its worker still works."""

import os
import time

import pytest

from tests.web.visitors import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def heart(settings, tmp_path):
    settings.VAULT_ROOT, settings.WORKER_HEARTBEAT = tmp_path / "documents", tmp_path / "worker-heartbeat"
    return settings.WORKER_HEARTBEAT


def beat(heart, *, seconds_ago: float) -> None:
    heart.touch()
    os.utime(heart, (time.time() - seconds_ago,) * 2)


def test_data_on_which_no_worker_has_worked_yet_is_ready_and_says_so(heart):
    answer = browser().get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ready\nworker: absent\n")


def test_a_worker_at_work_is_not_worth_a_word(heart):
    beat(heart, seconds_ago=100)

    assert browser().get("/readyz").content == b"ready\n"


def test_a_worker_that_gave_no_sign_of_life_for_two_minutes_is_late(heart):
    beat(heart, seconds_ago=130)

    answer = browser().get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"worker: late\n")
    assert browser().get("/healthz").status_code == 200
