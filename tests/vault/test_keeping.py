"""Bytes in, digest out; and the same bytes back."""

import hashlib
import io
import os
import time
import tracemalloc
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from institutional_pages.vault import keeping
from institutional_pages.vault.errors import Damaged, Missing, TooMuchToSweep, Unavailable, UnknownMasterKey
from institutional_pages.vault.keeping import check, keep, keep_many, master_keys, read, read_all, rewrap, sweep
from institutional_pages.vault.models import Blob

from .conftest import FIRST, SECOND
from .disks import FailingDisk
from .foreign_reader import File, read_file
from .test_format import EDGES, NOISE, SEGMENT
from .test_local_store import files

CANARY = b"Mevrouw Janssens, Grote Markt 1, 2500 Lier"
TWO_DAYS_AGO = time.time() - 2 * 86_400


def age(root, *names):
    for name in names:
        os.utime(root / name, (TWO_DAYS_AGO, TWO_DAYS_AGO))


@pytest.mark.parametrize("size", EDGES)
def test_what_is_kept_is_read_back_with_its_digest(size):
    kept = keep(io.BytesIO(NOISE[:size]))

    assert read_all(kept.blob) == NOISE[:size]
    assert (kept.size, kept.blob.size, kept.sha256) == (size, size, hashlib.sha256(NOISE[:size]).hexdigest())
    check(kept.blob, kept.sha256)


@pytest.mark.parametrize("size", EDGES)
def test_a_stranger_with_our_page_and_the_key_reads_the_file(root, size):
    blob = keep(io.BytesIO(NOISE[:size])).blob

    file = File(blob.id, blob.key, blob.master_key, blob.wrapped_key, blob.size, blob.stored_size)
    plain = read_file(root, file, {"first": b"1" * 32})

    assert plain == NOISE[:size]


def test_a_path_is_kept_like_a_stream(tmp_path):
    (tmp_path / "letter.pdf").write_bytes(CANARY)

    assert read_all(keep(tmp_path / "letter.pdf").blob) == CANARY


def test_the_row_is_left_to_the_caller_and_survives_the_database(db):
    kept = keep(io.BytesIO(CANARY))
    assert not Blob.objects.exists()

    kept.blob.save()

    assert read_all(Blob.objects.get()) == CANARY


def test_the_id_is_random_and_the_path_says_the_day_and_nothing_else():
    first, second = keep(io.BytesIO(CANARY)).blob, keep(io.BytesIO(CANARY)).blob

    assert first.id != second.id
    assert (first.id.version, first.key) == (4, f"{first.created_at:%Y/%m/%d}/{first.id}")


def test_neither_files_nor_rows_show_a_word_of_the_document(root, db):
    keep(io.BytesIO(CANARY * 5_000)).blob.save()

    stored = [path.read_bytes() for path in root.rglob("*") if path.is_file()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_blob")
        stored.append(repr(cursor.fetchall()).encode())
    assert len(stored) == 2
    assert not any(word in text for text in stored for word in (CANARY, b"Janssens"))


def test_the_database_refuses_two_rows_for_one_file_and_a_file_stored_plain(db):
    blob = keep(io.BytesIO(CANARY)).blob
    blob.save()

    for wrong in ({"key": blob.key}, {"key": "other", "stored_size": blob.size}):
        facts = {"master_key": "first", "wrapped_key": b"", "size": blob.size, "stored_size": blob.stored_size, **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            Blob.objects.create(**facts)


@given(size=st.sampled_from(EDGES), data=st.data())
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_a_range_equals_the_slice(size, data):
    blob = keep(io.BytesIO(NOISE[:size])).blob
    start = data.draw(st.integers(0, size))
    end = data.draw(st.none() | st.integers(start, size + 10))

    assert b"".join(read(blob, start=start, end=end)) == NOISE[:size][start:end]


def test_many_are_kept_in_the_order_given(tmp_path):
    sources = [io.BytesIO(NOISE[: 1_000 * number]) for number in range(40)]
    (tmp_path / "letter.pdf").write_bytes(CANARY)

    kepts = keep_many([*sources, tmp_path / "letter.pdf"])

    assert [kept.size for kept in kepts] == [*range(0, 40_000, 1_000), len(CANARY)]
    assert [read_all(kept.blob) for kept in kepts] == [*(NOISE[: 1_000 * number] for number in range(40)), CANARY]
    assert kepts[7].sha256 == hashlib.sha256(NOISE[:7_000]).hexdigest()


def test_none_of_many_is_kept_when_one_source_breaks_off(shelf, tmp_path):
    with pytest.raises(FileNotFoundError):
        keep_many([io.BytesIO(CANARY), tmp_path / "gone.pdf", io.BytesIO(CANARY)])

    assert files(shelf) == []


def test_none_at_all_is_nothing_to_keep():
    assert keep_many([]) == []


def test_a_broken_upload_is_the_senders_fault_not_the_storages_and_keeps_nothing(shelf):
    class Broken(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        keep(Broken())

    assert files(shelf) == []


def test_whichever_call_of_the_disk_fails_there_is_never_a_row_without_its_bytes(shelf, db):
    for nth in range(100):
        disk = shelf.disk = FailingDisk(nth)
        shelf._anchored.clear()
        try:
            keep(io.BytesIO(NOISE[: SEGMENT + 1])).blob.save()
        except Unavailable:
            assert not Blob.objects.exists()
        else:
            break

    assert (nth > 10, disk.failed) == (True, "")
    assert read_all(Blob.objects.get()) == NOISE[: SEGMENT + 1]


def changed(data: bytes, place: int) -> bytes:
    """With another byte at this place, whatever it was."""
    return data[:place] + bytes([data[place] ^ 0x58]) + data[place + 1 :]


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes() + b"\0"),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(changed(file.read_bytes(), 0)),
        lambda file: file.write_bytes(changed(file.read_bytes(), 20)),
        lambda file: file.unlink(),
    ],
)
def test_damage_is_told_before_a_door_has_answered(root, harm):
    blob = keep(io.BytesIO(NOISE[: 3 * SEGMENT])).blob
    harm(root / blob.key)

    with pytest.raises(Damaged, match=str(blob.id)):
        read(blob)


def test_later_damage_ends_the_reading_and_is_named_by_a_check(root):
    kept = keep(io.BytesIO(NOISE[: 3 * SEGMENT]))
    file = root / kept.blob.key
    stored = bytearray(file.read_bytes())
    stored[-1] ^= 1
    file.write_bytes(stored)

    pieces = read(kept.blob)
    assert next(pieces) + next(pieces) == NOISE[: 2 * SEGMENT]
    with pytest.raises(Damaged, match="segment 2"):
        next(pieces)
    with pytest.raises(Damaged, match=str(kept.blob.id)):
        check(kept.blob, kept.sha256)


def test_a_file_in_the_place_of_another_is_refused(root):
    ours, theirs = keep(io.BytesIO(b"for Lier")).blob, keep(io.BytesIO(b"for Mons")).blob
    (root / theirs.key).replace(root / ours.key)

    with pytest.raises(Damaged):
        read(ours)

    ours.wrapped_key = theirs.wrapped_key
    with pytest.raises(Damaged):
        read(ours)


def test_a_check_against_another_digest_is_refused():
    kept = keep(io.BytesIO(CANARY))

    with pytest.raises(Damaged, match="digest"):
        check(kept.blob, hashlib.sha256(b"another").hexdigest())


def test_a_master_key_that_was_taken_away_is_named(settings):
    blob = keep(io.BytesIO(CANARY)).blob
    settings.VAULT_KEYS = SECOND

    with pytest.raises(UnknownMasterKey, match="first"):
        read(blob)


def test_keys_move_to_a_new_master_key_without_touching_a_file(settings, root, db):
    for _ in range(5):
        keep(io.BytesIO(CANARY)).blob.save()
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    settings.VAULT_KEYS = f"{SECOND},{FIRST}"

    first = rewrap(limit=3)
    assert first is not None
    second = rewrap(limit=3, after=first.last)
    assert second is not None
    assert (first.count, second.count, rewrap()) == (3, 2, None)

    settings.VAULT_KEYS = SECOND
    assert master_keys().current == "second"
    assert [read_all(blob) for blob in Blob.objects.all()] == [CANARY] * 5
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_the_sweep_takes_old_files_without_a_row_and_nothing_else(shelf, root, db):
    known, orphan, young = (keep(io.BytesIO(CANARY)).blob for _ in range(3))
    known.save()
    (root / f"{known.key}.part").write_bytes(b"half")
    age(root, known.key, orphan.key, f"{known.key}.part")

    assert sorted(sweep()) == sorted([orphan.key, f"{known.key}.part"])
    assert files(shelf) == sorted([known.key, young.key])
    assert sweep() == []


def test_what_is_younger_than_a_day_is_never_swept(db):
    with pytest.raises(ValueError, match="younger"):
        sweep(timedelta(hours=1))


@pytest.mark.parametrize("expected", [None, 5, 7])
def test_a_sweep_before_a_wrong_database_removes_nothing(shelf, root, db, monkeypatch, expected):
    monkeypatch.setattr(keeping, "MARGIN", 5)
    blobs = [kept.blob for kept in keep_many([io.BytesIO(CANARY) for _ in range(6)])]
    age(root, *(blob.key for blob in blobs))

    with pytest.raises(TooMuchToSweep, match="6 of 6"):
        sweep(expected=expected)

    assert len(files(shelf)) == 6
    assert len(sweep(expected=6)) == 6


def test_a_row_without_bytes_is_missing():
    keep(io.BytesIO(b"another"))

    with pytest.raises(Missing):
        read(Blob(id=UUID(int=1), key="2026/11/24/none", master_key="first", wrapped_key=master_keys().wrap(b"f" * 32), size=1, stored_size=33))


def test_a_long_file_passes_through_little_memory():
    class Zeros(io.RawIOBase):
        left = 400 * SEGMENT

        def read(self, size: int = -1, /) -> bytes:
            self.left -= (size := min(size, self.left))
            return bytes(size)

    tracemalloc.start()
    kept = keep(Zeros())
    total = sum(len(piece) for piece in read(kept.blob))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert total == 400 * SEGMENT
    assert peak < 1_000_000
