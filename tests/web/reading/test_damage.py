"""Stored bytes that are not those that were sent: never shown, in whichever way they are asked for, and the ministry is told."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import timezone

from institutional_pages.access.models import Grant
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System
from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.delivery.scrubbing import check_files, files_to_check
from institutional_pages.mailbox import reading
from institutional_pages.mailbox.models import Opening
from institutional_pages.notices.models import Notice
from institutional_pages.vault.errors import Damaged
from institutional_pages.vault.models import Blob
from tests.pdf import crafted
from tests.web.reading.test_files import body
from tests.web.reading.test_mailbox import words

SEGMENT, TAG, HEADER = 65536, 16, 16
TOLD = "This file no longer matches its fingerprint. We do not show it. The ministry has been told."
WAYS = {
    "open": ("files/0/open", {}),
    "download": ("files/0/download", {}),
    "range": ("files/0/open", {"range": "bytes=10-19"}),
    "end": ("files/0/open", {"range": "bytes=-5"}),
    "preview": ("files/0/preview/1.png", {}),
}


@dataclass
class Stored:
    """A document of four segments, where it is stored, and another one beside it."""

    file: DeliveryFile
    other: DeliveryFile
    address: str
    path: Path
    plain: bytes

    def flip(self, place: int) -> None:
        content = bytearray(self.path.read_bytes())
        content[place] ^= 1
        self.path.write_bytes(content)

    def cut(self, length: int) -> None:
        self.path.write_bytes(self.path.read_bytes()[:length])


@pytest.fixture
def stored(folder, publishing, lier, settings) -> Stored:
    for name in ("long.pdf", "other.pdf"):
        folder.add(lier, name=name, period="", kind="stay-letter", reference=name, file=long_letter(3 * SEGMENT + 1000))
    publishing(folder)
    ours, other = (DeliveryFile.objects.select_related("blob", "delivery").get(delivery__reference=name) for name in ("long.pdf", "other.pdf"))
    path = settings.VAULT_ROOT / ours.blob.key
    return Stored(ours, other, f"/pages/{lier.uuid}/documents/{ours.delivery.uuid}/", path, (folder.path / "long.pdf").read_bytes())


def long_letter(size: int) -> bytes:
    """A sound PDF a little longer than `size`."""
    return crafted.written(crafted.letter(more={6: crafted.stream("", os.urandom(size))}))


def borders(stored: Stored) -> list[int]:
    """Where in the stored file each segment begins, and where the file ends."""
    return [*range(HEADER, stored.file.blob.stored_size, SEGMENT + TAG), stored.file.blob.stored_size]


def harms(stored: Stored) -> dict[str, Callable[[], object]]:
    """Everything that may happen to the file or its row."""
    begins, size = borders(stored), stored.file.blob.stored_size
    ours, other = stored.file.blob, stored.other.blob
    row = Blob.objects.filter(pk=ours.pk)
    wrong_key = bytes([ours.wrapped_key[0] ^ 1]) + bytes(ours.wrapped_key[1:])
    theirs = {"wrapped_key": bytes(other.wrapped_key), "size": other.size, "stored_size": other.stored_size}
    return {
        "gone": stored.path.unlink,
        "empty": lambda: stored.cut(0),
        "half a header": lambda: stored.cut(8),
        **{f"cut before segment {n}": lambda place=place: stored.cut(place) for n, place in enumerate(begins[:-1])},
        **{f"cut inside segment {n}": lambda place=place: stored.cut(place + 100) for n, place in enumerate(begins[:-1])},
        "cut by a byte": lambda: stored.cut(size - 1),
        "extended": lambda: stored.path.write_bytes(stored.path.read_bytes() + b"\0"),
        **{f"header byte {place}": lambda place=place: stored.flip(place) for place in (0, 4, 8, 9, 15)},
        **{f"segment {n}": lambda place=place: stored.flip(place + 700) for n, place in enumerate(begins[:-1])},
        **{f"tag of segment {n}": lambda place=place: stored.flip(place - 1) for n, place in enumerate(begins[1:])},
        "wrapped key": lambda: row.update(wrapped_key=wrong_key),
        "bytes of another": lambda: stored.path.write_bytes((stored.path.parent / other.key.rpartition("/")[2]).read_bytes()),
        "bytes and key of another": lambda: (row.update(**theirs), stored.path.write_bytes((stored.path.parent / str(other.pk)).read_bytes())),
        "key of another": lambda: row.update(**theirs),
    }


def put_back(stored: Stored, sound: bytes) -> None:
    """As from a backup, and looked through as the mail says."""
    stored.path.write_bytes(sound)
    Blob.objects.filter(pk=stored.file.blob_id).update(
        wrapped_key=stored.file.blob.wrapped_key, size=stored.file.blob.size, stored_size=stored.file.blob.stored_size
    )
    report = check_files(checker=System("test"), files=files_to_check(before=timezone.now(), only_damaged=True))
    assert (len(report.restored), report.damaged) == (1, [])


def test_whatever_happened_to_it_nothing_is_shown_and_the_ministry_is_told_once(desk, stored):
    sound = stored.path.read_bytes()
    tried = harms(stored)

    for number, (harm, do) in enumerate(tried.items(), start=1):
        do()
        answers = [desk.get(stored.address + address, headers=headers) for address, headers in WAYS.values()]
        beside = desk.get(f"{stored.address}?page=1")

        assert [answer.status_code for answer in answers] == [409] * len(WAYS), harm
        assert all(TOLD in words(answer) for answer in [*answers, beside]), harm
        assert Notice.objects.filter(kind="damaged_document").count() == number, harm
        assert Event.objects.filter(verb="delivery.damaged", subject=f"deliveryfile:{stored.file.pk}").count() == number * (len(WAYS) + 1)
        put_back(stored, sound)

    assert len(tried) > 25
    assert not Opening.objects.exists()
    assert body(desk.get(f"{stored.address}files/0/open")) == stored.plain
    assert Event.objects.filter(verb="delivery.restored").count() == len(tried)


def test_two_files_that_changed_places_are_both_refused(desk, stored, settings):
    other = settings.VAULT_ROOT / stored.other.blob.key
    ours, theirs = stored.path.read_bytes(), other.read_bytes()
    stored.path.write_bytes(theirs)
    other.write_bytes(ours)

    addresses = [stored.address, stored.address.replace(str(stored.file.delivery.uuid), str(stored.other.delivery.uuid))]

    assert [desk.get(f"{address}files/0/open").status_code for address in addresses] == [409, 409]
    assert [notice.facts["what"] for notice in Notice.objects.filter(kind="damaged_document")] == ["segment 0", "segment 0"]


@pytest.fixture
def streaming(monkeypatch):
    """Files are streamed from the first byte on, as those above 8 MiB are."""
    monkeypatch.setattr(reading, "WHOLE", 0)


def received(answer) -> bytes:
    """What comes before the answer breaks off."""
    got: list[bytes] = []
    with pytest.raises(Damaged):
        got.extend(answer.streaming_content)
    return b"".join(got)


@pytest.mark.parametrize("asked", [{}, {"range": "bytes=0-"}, {"range": "bytes=70000-"}])
def test_damage_further_on_breaks_the_answer_off_and_is_told(desk, stored, streaming, asked):
    stored.flip(borders(stored)[2] + 700)

    answer = desk.get(f"{stored.address}files/0/open", headers=asked)
    got = received(answer)

    begin = 70_000 if "70000" in asked.get("range", "") else 0
    assert answer.status_code == (206 if asked else 200)
    assert int(answer.headers["Content-Length"]) == len(stored.plain) - begin
    assert stored.plain[begin : 2 * SEGMENT].startswith(got)
    assert len(got) < len(stored.plain) - begin
    event = Event.objects.get(verb="delivery.damaged")
    assert '"what":"segment 2"' in event.text.canonical
    assert '"door":"web"' in event.text.canonical
    assert Notice.objects.get(kind="damaged_document").facts["what"] == "segment 2"


def test_a_long_file_that_is_gone_is_refused_before_the_first_byte(desk, stored, streaming):
    stored.path.unlink()

    answers = [desk.get(f"{stored.address}files/0/open", headers=headers) for headers in ({}, {"range": "bytes=-5"})]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert Notice.objects.get(kind="damaged_document").facts["what"] == "missing"


def test_of_a_damaged_long_file_a_sound_part_is_given_and_a_damaged_one_is_not(desk, stored, streaming):
    stored.flip(borders(stored)[2] + 700)

    sound = desk.get(f"{stored.address}files/0/open", headers={"range": f"bytes=100-{2 * SEGMENT - 1}"})
    damaged = desk.get(f"{stored.address}files/0/open", headers={"range": f"bytes={2 * SEGMENT}-{2 * SEGMENT + 9}"})

    assert body(sound) == stored.plain[100 : 2 * SEGMENT]
    assert damaged.status_code == 409


def test_a_long_file_whose_row_names_another_file_of_the_same_length_never_arrives_whole(desk, stored, streaming, monkeypatch):
    theirs = stored.other.blob
    assert theirs.size == stored.file.blob.size
    monkeypatch.setattr(DeliveryFile, "blob", property(lambda _: theirs, lambda *_: None))

    got = received(desk.get(f"{stored.address}files/0/open"))

    assert len(got) < len(stored.plain)
    assert Notice.objects.get(kind="damaged_document").facts["what"] == "digest"


def test_damage_is_told_also_when_the_access_of_its_reader_ended_meanwhile(desk, stored, streaming):
    stored.flip(borders(stored)[3] + 700)
    answer = desk.get(f"{stored.address}files/0/open")
    Grant.objects.update(ended_at=timezone.now(), end_reason="other")

    received(answer)

    assert Notice.objects.filter(kind="damaged_document").count() == 1


def test_without_its_master_key_a_document_is_no_damage_but_has_to_wait(desk, stored, settings):
    ours = settings.VAULT_KEYS
    settings.VAULT_KEYS = "another:" + "A" * 43 + "="

    answer = desk.get(f"{stored.address}files/0/open")

    assert answer.status_code == 503
    assert "master key “test”" in words(answer)
    assert not Event.objects.filter(verb="delivery.damaged").exists()
    settings.VAULT_KEYS = ours
    assert body(desk.get(f"{stored.address}files/0/open")) == stored.plain
