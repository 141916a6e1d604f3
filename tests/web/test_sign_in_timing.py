"""Two thousand sign-ins with known and unknown logins (T4): the same answers, and no time that tells one from the other."""

import random
import statistics
import time

import pytest

from institutional_pages.identity import passwords
from institutional_pages.identity.models import SignInFailures
from tests.web.test_sign_in import comparable
from tests.web.visitors import browser, make_visitor

LOGINS, GAP = 1_000, 0.002  # of each sort; seconds between the medians (security.md, T4)


@pytest.mark.soak
def test_a_thousand_known_and_a_thousand_unknown_logins_are_told_apart_by_nothing(lier, monkeypatch):
    monkeypatch.setattr(passwords, "OF_A_SOURCE", passwords.Patience(failures=10**9, wait=passwords.OF_A_SOURCE.wait))
    known = [make_visitor(f"known{n}", lier, card=False).login for n in range(50)]
    tries = [("known", known[n % 50]) for n in range(LOGINS)] + [("unknown", f"nobody{n % 50}") for n in range(LOGINS)]
    random.Random(4).shuffle(tries)
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    answers = set()
    client = browser()

    for sort, login in tries:
        SignInFailures.objects.all().delete()
        began = time.perf_counter()
        answer = client.post("/sign-in/", {"login": login, "password": "wrong"})
        took[sort].append(time.perf_counter() - began)
        answers.add(str(comparable(answer)))

    assert len(answers) == 1
    medians = {sort: statistics.median(times) for sort, times in took.items()}
    print({sort: f"{median * 1000:.2f} ms" for sort, median in medians.items()})
    assert abs(medians["known"] - medians["unknown"]) < GAP
