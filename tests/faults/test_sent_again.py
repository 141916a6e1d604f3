"""F6: whatever is sent whole, in part, again, changed or cut off by a kill, in any order: each document is delivered once, as it was first sent."""

import os
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutional_pages.delivery.manifest import read_manifest
from institutional_pages.delivery.models import Delivery, Run
from tests.delivery.conftest import letter
from tests.faults.kills import kill_at_random
from tests.faults.stages import wait_for_the_dead, wrong_totals

DOCUMENTS = 5
NUMBERS = st.sets(st.integers(0, DOCUMENTS - 1), min_size=1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), NUMBERS),
        st.tuples(st.just("cut"), NUMBERS, st.floats(0.02, 0.4)),
        st.tuples(st.just("change"), st.integers(0, DOCUMENTS - 1)),
    ),
    min_size=2,
    max_size=6,
)
SEQUENCES = int(os.environ.get("SEQUENCES", "500"))  # of the soak, for each database
SHARES = 10


class Sender:
    """A ministry that sends letters 0 to 4 of one name, now these, now those, and sometimes with other bytes."""

    def __init__(self, stage, name: str) -> None:
        self.stage, self.name, self.sent = stage, name, count(1)
        self.versions = dict.fromkeys(range(DOCUMENTS), 0)
        self.first: dict[str, str] = {}

    def folder(self, numbers: set[int]):
        one = self.stage(f"{self.name}-{next(self.sent)}", documents=DOCUMENTS, letters=self.name, annexed=DOCUMENTS, only=numbers)
        for n in numbers:
            if self.versions[n]:
                (one.folder / f"{n}.pdf").write_bytes(letter(f"{self.name} {n} version {self.versions[n]}"))
        return one

    def send(self, numbers: set[int]) -> None:
        """Whole: then every letter of these is delivered, or refused because another stands. One list, sent before, is the same run."""
        one = self.folder(numbers)
        ended = one.publish()
        run = Run.objects.get(manifest_digest=read_manifest(one.folder).digest)
        outcomes = set(run.items.values_list("outcome", "refusal"))
        assert run.closed_at is not None, ended
        assert outcomes <= {("published", ""), ("paper", ""), ("refused", "published_differently")}
        assert ended.code in (0, 1), ended

    def cut(self, numbers: set[int], seconds: float) -> None:
        """Killed after so long, unless it was faster."""
        kill_at_random(self.folder(numbers), seconds)
        wait_for_the_dead()

    def change(self, number: int) -> None:
        self.versions[number] += 1

    def look(self) -> None:
        """Each reference once, with the bytes with which it came first; totals and events follow."""
        mine = list(Delivery.objects.filter(reference__startswith=f"{self.name}/").prefetch_related("files"))
        assert len({delivery.reference for delivery in mine}) == len(mine)
        for delivery in mine:
            [file] = delivery.files.all()
            assert self.first.setdefault(delivery.reference, file.sha256) == file.sha256
        assert list(wrong_totals()) == []


@pytest.fixture
def senders(stage):
    """One for each round, whose letters have a name of their own."""
    return (Sender(stage, f"series-{n}") for n in count(1))


def follow(sender, steps) -> None:
    for step, *facts in [*steps, ("send", set(range(DOCUMENTS)))]:
        getattr(sender, step)(*facts)
        sender.look()
    assert len(sender.first) == DOCUMENTS


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(steps=STEPS)
def test_in_any_order_of_sending_each_document_is_delivered_once(senders, steps):
    follow(next(senders), steps)


@pytest.mark.soak
@pytest.mark.parametrize("share", range(SHARES))
@settings(max_examples=SEQUENCES // SHARES, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_in_a_thousand_orders_of_sending_each_document_is_delivered_once(senders, share, steps):
    follow(next(senders), steps)
