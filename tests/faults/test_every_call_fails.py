"""F3, F4: whichever call of publishing fails, on disk or in the database, nothing is half, the command says what to do, and again completes."""

import errno
import itertools
from collections import Counter

import pytest

from tests.faults.failing import DATABASE_CALLS, DISK_ERRORS, FILE_CALLS, Fault, database_says, disk_says, wrong_with

ENOUGH = 5  # things wrong: no need to look for more
MOST_CALLS = 400  # more than a run of three documents makes: then every number was tried


def walk(stage, calls, problems, step, lasting=False):
    """Every `step`-th call fails in a run of its own, until a run is over before its turn comes."""
    failed, wrong = Counter(), []
    for nth, problem in zip(range(0, MOST_CALLS, step), itertools.cycle(problems), strict=False):
        which, found = wrong_with(Fault(calls, nth, problem, lasting), stage(f"call-{nth}-{lasting}", documents=3, annexed=1))
        wrong += found
        if not which or len(wrong) > ENOUGH:
            return failed, wrong
        failed[which] += 1
    raise AssertionError("a small run makes more calls than expected")


def test_a_call_of_the_disk_that_fails_leaves_nothing_half(stage, record_property):
    failed, wrong = walk(stage, FILE_CALLS, [disk_says(number) for number in DISK_ERRORS], step=7)

    record_property("failed calls of the disk", dict(failed))
    assert wrong == []


def test_a_disk_that_stays_full_leaves_nothing_half(stage):
    failed, wrong = walk(stage, ("create", "write", "fsync"), [disk_says(errno.ENOSPC)], step=2, lasting=True)

    assert wrong == []
    assert {"create", "write"} <= set(failed)


def test_a_call_of_the_database_that_fails_leaves_nothing_half(stage, record_property):
    failed, wrong = walk(stage, DATABASE_CALLS, [database_says("disk I/O error")], step=9)

    record_property("failed calls of the database", dict(failed))
    assert wrong == []


@pytest.mark.soak
@pytest.mark.parametrize("number", DISK_ERRORS)
def test_every_single_call_of_the_disk_may_fail(stage, record_property, number):
    failed, wrong = walk(stage, FILE_CALLS, [disk_says(number)], step=1)

    record_property("failed calls of the disk", dict(failed))
    assert wrong == []
    assert set(failed) == set(FILE_CALLS)


@pytest.mark.soak
def test_the_disk_may_fail_for_good_at_every_call(stage, record_property):
    failed, wrong = walk(stage, FILE_CALLS, [disk_says(errno.EROFS)], step=1, lasting=True)

    record_property("calls at which the disk failed for good", dict(failed))
    assert wrong == []


@pytest.mark.soak
@pytest.mark.parametrize("lasting", [False, True])
def test_every_single_call_of_the_database_may_fail(stage, record_property, lasting):
    failed, wrong = walk(stage, DATABASE_CALLS, [database_says("disk I/O error")], step=1, lasting=lasting)

    record_property("failed calls of the database", dict(failed))
    assert wrong == []
    assert set(failed) == set(DATABASE_CALLS)
