"""Many commands at the same moment, on one run or each on its own: every document once, every total right."""

import pytest

from institutional_pages.delivery.models import Run
from tests.faults.stages import wait_for_the_dead, wrong_totals

PUBLISHERS, IN_SOAK = 8, 16


def publish_all(stages):
    """Begin the commands of all these at once; how each ended."""
    victims = [one.victim() for one in stages]
    return [victim.end() for victim in victims]


def assert_all_complete(stages, ended):
    told = [one for one in ended if one.code]
    assert told == []
    for one in stages:
        assert one.wrong(complete=True) == []


def test_eight_at_once_publish_one_run_once(stage):
    one = stage(documents=12)

    ended = publish_all([one] * PUBLISHERS)

    assert_all_complete([one], ended)


def test_eight_at_once_publish_eight_runs_to_the_same_centres(stage):
    stages = [stage(f"run-{n}", documents=6) for n in range(PUBLISHERS)]

    ended = publish_all(stages)

    assert_all_complete(stages, ended)


def publish_the_same_letters(stage, publishers, documents):
    """In runs of their own, each in another order, so that every command meets the others everywhere."""
    stages = [stage(f"run-{n}", documents=documents, letters="October", turned=n * documents // publishers) for n in range(publishers)]
    ended = publish_all(stages)
    wait_for_the_dead()
    assert [one for one in ended if one.code] == []
    assert list(stages[0].wrong_documents()) == []
    assert list(wrong_totals()) == []
    assert (stages[0].deliveries().count(), Run.objects.exclude(closed_at=None).count()) == (documents, publishers)
    assert [problem for one, run in zip(stages, Run.objects.order_by("name"), strict=True) for problem in one.wrong_run(run)] == []


def test_the_same_letters_in_eight_runs_at_once_are_delivered_once(stage):
    publish_the_same_letters(stage, PUBLISHERS, documents=8)


@pytest.mark.soak
@pytest.mark.parametrize("round_", range(5))
def test_the_same_letters_in_sixteen_runs_at_once_are_delivered_once(stage, round_):
    publish_the_same_letters(stage, IN_SOAK, documents=64)


@pytest.mark.soak
@pytest.mark.parametrize("round_", range(5))
def test_sixteen_at_once_publish_one_long_run_once(stage, round_):
    one = stage(documents=200)

    ended = publish_all([one] * IN_SOAK)

    assert_all_complete([one], ended)


@pytest.mark.soak
@pytest.mark.parametrize("round_", range(5))
def test_sixteen_at_once_publish_sixteen_long_runs(stage, round_):
    stages = [stage(f"run-{n}", documents=100) for n in range(IN_SOAK)]

    ended = publish_all(stages)

    assert_all_complete(stages, ended)


@pytest.mark.soak
def test_sixteen_on_one_run_half_of_them_killed_still_publish_once(stage):
    one = stage(documents=100)
    victims = [one.victim() for _ in range(IN_SOAK)]
    for victim in victims[::2]:
        victim.kill()

    ended = [victim.end() for victim in victims]

    assert_all_complete([one], ended[1::2])
