"""Many rows by one statement: as if each had been saved, on both databases."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from institutional_pages.audit.models import Event
from institutional_pages.inserting import insert_many, insert_missing, insert_values
from institutional_pages.notices.models import Notice
from institutional_pages.vault.models import Blob

pytestmark = pytest.mark.django_db


def event(verb: str) -> Event:
    return Event(at=timezone.now(), actor="system:test", verb=verb, digest="0" * 64)


def notice(once: str) -> Notice:
    now = timezone.now()
    return Notice(kind="access_given", to="a@b.example", language="nl", facts={"n": [1, None]}, once=once, posted_at=now, not_before=now)


def blob(key: str, size: int = 3) -> Blob:
    return Blob(id=uuid.uuid4(), key=key, master_key="test", wrapped_key=b"\x00\xff" * 20, size=size, stored_size=40)


def everything(rows):
    return [[getattr(row, field.attname) for field in row._meta.concrete_fields] for row in rows]


def test_each_row_comes_back_as_it_was_with_its_key_in_the_order_given():
    events, notices, blobs = [event(f"a.{n}") for n in range(300)], [notice(f"n{n}") for n in range(3)], [blob("a"), blob("b")]

    for rows in (events, notices, blobs):
        insert_many(rows)

    assert everything(Event.objects.order_by("pk")) == everything(events)
    assert everything(Notice.objects.order_by("pk")) == everything(notices)
    assert [(row.pk, row.key, bytes(row.wrapped_key), row.created_at) for row in Blob.objects.order_by("key")] == [
        (row.pk, row.key, row.wrapped_key, row.created_at) for row in blobs
    ]


def test_rows_without_instances_get_their_keys_from_the_database():
    names, now = ("at", "version", "actor", "verb", "subject", "basis", "institution", "digest"), timezone.now()
    insert_values(Event, names, [(now, 1, "system:test", f"a.{n}", "", "", "", "0" * 64) for n in range(3)])
    event("a.3").save()

    assert list(Event.objects.order_by("pk").values_list("verb", "at"))[:3] == [(f"a.{n}", now) for n in range(3)]
    assert Event.objects.latest("pk").verb == "a.3"


def test_keys_go_on_where_other_ways_of_saving_left_them():
    first = event("a.first")
    first.save()
    insert_many([event("a.second"), event("a.third")])
    event("a.fourth").save()
    Event.objects.bulk_create([event("a.fifth")])
    insert_many([event("a.sixth")])

    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["a.first", "a.second", "a.third", "a.fourth", "a.fifth", "a.sixth"]


def test_nothing_is_nothing():
    insert_many([])
    insert_missing([])
    insert_values(Event, ("at", "verb"), [])

    assert not Event.objects.exists()


def test_the_database_still_forbids_and_then_none_of_the_rows_is_there():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many([blob("a"), blob("b", size=50)])  # stored shorter than it is

    assert not Blob.objects.exists()


def test_a_row_that_is_there_already_is_left_out_when_that_is_asked_and_forbidden_otherwise():
    insert_many([notice("one")])

    insert_missing([notice("one"), notice("two")])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_many([notice("two")])

    assert sorted(Notice.objects.values_list("once", flat=True)) == ["one", "two"]


def test_a_row_that_was_inserted_can_be_saved_and_refreshed():
    one = notice("one")
    insert_many([one])

    one.attempts = 2
    one.save()

    assert Notice.objects.get().attempts == 2
