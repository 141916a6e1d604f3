"""F1: publishing is killed -9 anywhere; nothing is lost, nothing is double, nothing is half."""

import os
import random

import pytest

from tests.faults.kills import kill_publishing
from tests.faults.steps import STEPS

SHARE = 100  # kills of one test of the soak, so that two processors work at it
KILLS = int(os.environ.get("KILLS", "1000"))  # before a release: KILLS=10000


def test_fifty_kills_lose_nothing_double_nothing_and_leave_nothing_half(stage, record_property):
    toll = kill_publishing(stage, 50, random.Random(2006), documents=12)

    record_property("kills", dict(toll.hits))
    assert toll.wrong == []
    assert (toll.total, set(toll.at_steps)) == (50, set(STEPS))


@pytest.mark.soak
@pytest.mark.parametrize("share", range(KILLS // SHARE))
def test_a_thousand_kills_lose_nothing_double_nothing_and_leave_nothing_half(stage, record_property, share):
    toll = kill_publishing(stage, SHARE, random.Random(share), documents=20)

    record_property("kills", dict(toll.hits))
    assert toll.wrong == []
    assert min(toll.hits[step] for step in STEPS) >= 2  # of a hundred: 20 of a thousand, 200 of ten thousand
    assert toll.at_random.total() >= SHARE // 3
