"""What is written down when something happens, and how it is sealed."""

import hashlib
import json

import pytest
from django.db import transaction

from institutional_pages.audit.models import Event, EventText
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.audit.recording import Happening, System, record, record_many
from institutional_pages.institutions.models import Institution

pytestmark = pytest.mark.django_db
WORKER = System("worker")


def test_the_digest_seals_salt_and_text():
    event = record(WORKER, "run.closed", "run:7", published=3)

    text = EventText.objects.get(event=event)
    assert event.digest == hashlib.sha256(b"\x00" + bytes(text.salt) + text.canonical.encode()).hexdigest()
    assert len(bytes(text.salt)) == 32


def test_the_same_happening_twice_has_two_digests():
    one, other = record(WORKER, "run.closed", "run:7"), record(WORKER, "run.closed", "run:7")

    assert one.digest != other.digest


def test_the_text_is_canonical_and_says_all_that_the_columns_say():
    event = record(WORKER, "run.closed", "run:7", basis="command-line", institution="institution:3", z=1, a="é")

    canonical = EventText.objects.get(event=event).canonical
    whole = json.loads(canonical)
    assert canonical == json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert whole["facts"] == {"a": "é", "z": 1}
    assert {name: whole[name] for name in ("version", "actor", "verb", "subject", "basis", "institution")} == {
        "version": 1, "actor": "system:worker", "verb": "run.closed", "subject": "run:7", "basis": "command-line", "institution": "institution:3",
    }  # fmt: skip
    assert whole["at"] == event.at.isoformat()


def test_rows_are_named_by_an_opaque_reference_only():
    centre = Institution.objects.create(type="centre", languages=["nl"], channel="paper")

    event = record(WORKER, "institution.added", centre, institution=centre)

    assert (event.subject, event.institution) == (f"institution:{centre.pk}", f"institution:{centre.pk}")


def test_the_origin_of_the_request_stands_in_the_text():
    with acting_from(Origin(door="web", means="password+code-card", session="s1", network="VERA")):
        event = record("person:7", "delivery.opened", "delivery:1")

    origin = json.loads(EventText.objects.get(event=event).canonical)["origin"]
    assert (origin["door"], origin["means"], origin["network"]) == ("web", "password+code-card", "VERA")


def test_many_happenings_are_written_in_their_order_each_with_its_own_text():
    events = record_many(Happening(WORKER, "item.published", f"delivery:{n}") for n in range(1_200))

    subjects = [event.subject for event in Event.objects.order_by("pk")]
    assert subjects == [f"delivery:{n}" for n in range(1_200)]
    assert all(json.loads(event.text.canonical)["subject"] == event.subject for event in Event.objects.select_related("text"))
    assert [event.pk for event in events] == sorted(event.pk for event in events)


def test_what_is_rolled_back_leaves_no_event():
    with transaction.atomic():
        record(WORKER, "run.closed", "run:7")
        transaction.set_rollback(True)

    assert not Event.objects.exists()
