"""The log is numbered without a gap, after commit, by any number of sequencers."""

import threading

import pytest
from django.db import connections, transaction

from institutional_pages.audit import numbering
from institutional_pages.audit.models import Event, EventNumber
from institutional_pages.audit.numbering import number_events
from institutional_pages.audit.recording import Happening, System, record, record_many

TEST = System("test")


def write(count):
    return record_many(Happening(TEST, "test.done", f"thing:{n}") for n in range(count))


def numbers():
    return list(EventNumber.objects.order_by("number").values_list("number", flat=True))


@pytest.mark.django_db
def test_events_are_numbered_from_one_without_a_gap_in_their_order():
    events = write(7)

    assert number_events() == 7

    assert list(EventNumber.objects.order_by("number").values_list("number", "event")) == list(enumerate([event.pk for event in events], start=1))


@pytest.mark.django_db
def test_numbering_twice_changes_nothing():
    write(3)
    number_events()
    before = list(EventNumber.objects.values_list())

    assert number_events() == 0
    assert list(EventNumber.objects.values_list()) == before


@pytest.mark.django_db
def test_a_long_log_is_numbered_part_by_part():
    write(12)

    assert [number_events(limit=5) for _ in range(4)] == [5, 5, 2, 0]
    assert numbers() == list(range(1, 13))


@pytest.mark.django_db
def test_an_event_far_back_is_found_when_the_whole_log_is_looked_at(monkeypatch):
    monkeypatch.setattr(numbering, "LOOK_BACK", 2)
    early, *_, late = write(10)
    EventNumber.objects.create(number=1, event=late)

    assert number_events() == 1
    assert number_events(everything=True) == 8
    assert early.number.number > 1
    assert numbers() == list(range(1, 11))


def test_an_event_whose_transaction_ends_late_gets_its_number_late(committed_database):
    written, numbered = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record(TEST, "test.slow")
            written.set()
            numbered.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(10)
    if connections["default"].vendor == "postgresql":  # SQLite has one writer: there no event comes after one that still waits
        write(2)
        number_events()
    numbered.set()
    thread.join()
    number_events()

    assert Event.objects.latest("number__number").verb == "test.slow"
    assert numbers() == list(range(1, Event.objects.count() + 1))


def test_sequencers_at_the_same_moment_leave_no_gap_and_no_double(committed_database):
    write(400)
    done: list[int] = []

    def sequence():
        while not done or EventNumber.objects.count() < 400:
            done.append(number_events(limit=10))
        connections.close_all()

    threads = [threading.Thread(target=sequence) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert numbers() == list(range(1, 401))
    assert sum(done) == 400
