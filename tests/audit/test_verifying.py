"""Whoever changes the log past the rules is found: the rules are taken away here, as an operator could."""

import pytest
from django.db import connection

from institutional_pages.audit.models import Event, EventText
from institutional_pages.audit.queries import Mismatch, verify_texts
from institutional_pages.audit.recording import Happening, System, record_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    return record_many(Happening(System("test"), "test.done", f"thing:{n}", "command-line", "institution:3", {"n": n}) for n in range(20))


@pytest.fixture
def operator():
    """Somebody with the database in his hands."""
    with connection.cursor() as cursor:
        for name, table in (("update", "audit_event"), ("update", "audit_eventtext"), ("delete", "audit_eventtext")):
            cursor.execute(f"DROP TRIGGER {table}_no_{name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def test_an_untouched_log_is_whole(events):
    assert list(verify_texts()) == []


@pytest.mark.parametrize("column", ["actor", "verb", "subject", "basis", "institution"])
def test_a_changed_column_is_named(events, operator, column):
    Event.objects.filter(pk=events[11].pk).update(**{column: "person:9"})

    assert list(verify_texts()) == [Mismatch(events[11].pk, column)]


def test_a_moved_moment_is_named(events, operator):
    Event.objects.filter(pk=events[4].pk).update(at="2020-01-01T00:00Z")

    assert list(verify_texts()) == [Mismatch(events[4].pk, "at")]


def test_every_changed_character_of_a_text_is_found(events, operator):
    text = EventText.objects.get(event=events[0])
    for place in range(len(text.canonical)):
        other = text.canonical[:place] + "~" + text.canonical[place + 1 :]
        EventText.objects.filter(pk=text.pk).update(canonical=other)
        assert list(verify_texts(after=0)) == [Mismatch(events[0].pk, "text")]


def test_a_changed_digest_or_salt_is_found(events, operator):
    Event.objects.filter(pk=events[1].pk).update(digest="0" * 64)
    EventText.objects.filter(pk=events[2].pk).update(salt=b"s" * 32)

    assert list(verify_texts()) == [Mismatch(events[1].pk, "text"), Mismatch(events[2].pk, "text")]


def test_a_forgotten_text_is_no_mismatch(events, operator):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_eventtext WHERE event_id = %s", [events[5].pk])

    assert list(verify_texts()) == []
