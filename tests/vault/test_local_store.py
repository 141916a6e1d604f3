"""Files on a disk: durable before the answer, never overwritten, nobody else's business."""

import errno
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from institutional_pages.vault.errors import AlreadyStored, Full, Missing, Unavailable
from institutional_pages.vault.local import LocalStore

from .disks import FailingDisk, MortalDisk, PowerCut, WatchedDisk

DAY = "2026/11/24"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC).timestamp()


def content(store: LocalStore, key: str) -> bytes:
    stream = store.open_range(key, 0, store.head(key).size)
    try:
        return stream.read(1_000_000)
    finally:
        stream.close()


def files(store: LocalStore) -> list[str]:
    return sorted(str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file())


def put_all(store: LocalStore, keys: list[str]) -> None:
    with store.group() as group:
        for key in keys:
            group.put_new(key, [key.encode(), b"!"])


def test_what_is_put_is_found_by_its_key(shelf):
    shelf.put_new(f"{DAY}/a", [b"one ", b"two"])

    assert content(shelf, f"{DAY}/a") == b"one two"
    assert shelf.head(f"{DAY}/a").size == 7
    assert [stored.key for stored in shelf.list()] == [f"{DAY}/a"]


def test_a_range_ends_where_it_was_asked_to(shelf):
    shelf.put_new("a", [b"0123456789"])

    stream = shelf.open_range("a", 2, 5)

    assert (stream.read(2), stream.read(100), stream.read(100)) == (b"23", b"4", b"")
    stream.close()


def test_files_and_folders_are_for_the_owner_only(shelf):
    shelf.put_new(f"{DAY}/a", [b"x"])

    modes = {path.relative_to(shelf.root).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in [shelf.root, *shelf.root.rglob("*")]}
    assert modes == {".": 0o700, "2026": 0o700, "2026/11": 0o700, DAY: 0o700, f"{DAY}/a": 0o600}


def test_nothing_is_ever_overwritten(shelf):
    shelf.put_new("a", [b"first"])

    with pytest.raises(AlreadyStored):
        shelf.put_new("a", [b"second"])

    assert (content(shelf, "a"), files(shelf)) == (b"first", ["a"])


def test_a_group_with_a_taken_name_leaves_what_stood_and_nothing_else(shelf):
    shelf.put_new(f"{DAY}/b", [b"first"])

    with pytest.raises(AlreadyStored):
        put_all(shelf, [f"{DAY}/a", f"{DAY}/b", f"{DAY}/c"])

    assert (content(shelf, f"{DAY}/b"), files(shelf)) == (b"first", [f"{DAY}/b"])


@pytest.mark.parametrize("key", ["../a", "/etc/passwd", "a/../../b", "a//b", "", "a/", "a.part", "A", "a\0"])
def test_no_key_leads_out_of_the_store(shelf, key):
    with pytest.raises(ValueError, match="no key"):
        shelf.put_new(key, [b"x"])


def test_what_is_not_there_is_missing_and_may_be_deleted(shelf):
    shelf.put_new(f"{DAY}/b", [b"x"])

    for look in (shelf.head, lambda key: shelf.open_range(key, 0, 1)):
        with pytest.raises(Missing):
            look(f"{DAY}/a")

    shelf.delete(f"{DAY}/a")


def test_bytes_then_names_then_folder_become_durable_in_that_order(shelf):
    shelf.make_folders(shelf.root / DAY)
    shelf.disk = WatchedDisk()

    shelf.put_new(f"{DAY}/a", [b"one", b"two"])

    steps = [step for step, _ in shelf.disk.notes]
    assert steps[:7] == ["create", "write", "write", "fsync", "close", "give_name", "remove"]
    assert shelf.disk.notes[7:] == [("fsync_folder", name) for name in ("24", "11", "2026", "vault", shelf.root.parent.name)]


def test_a_group_fsyncs_every_file_before_any_name_and_its_folder_once(shelf):
    put_all(shelf, [f"{DAY}/first"])
    shelf.disk = WatchedDisk()

    put_all(shelf, [f"{DAY}/{number}" for number in range(30)])

    steps = [step for step, _ in shelf.disk.notes]
    assert steps.count("fsync") == 30
    assert max(i for i, step in enumerate(steps) if step == "fsync") < steps.index("give_name")
    assert steps[-1] == "fsync_folder"
    assert steps.count("fsync_folder") == 1


def test_a_group_over_midnight_fsyncs_both_days(shelf):
    put_all(shelf, ["2026/11/24/a", "2026/11/25/b"])

    assert files(shelf) == ["2026/11/24/a", "2026/11/25/b"]


def test_an_error_among_a_group_keeps_nothing_of_it(shelf):
    def two_and_a_mistake():
        with shelf.group() as group:
            group.put_new("a", [b"x"])
            group.put_new("b", [bytes(1 // 0)])

    with pytest.raises(ZeroDivisionError):
        two_and_a_mistake()

    assert files(shelf) == []


def failures(act, shelf, error=errno.EIO):
    """Runs `act` on disks that fail at the first, second, … call until one is not reached; yields each with what came out."""
    for nth in range(1_000):
        disk = FailingDisk(nth, error)
        shelf.disk = disk
        shelf._anchored.clear()
        try:
            act(nth)
            outcome = None
        except Unavailable as refusal:
            outcome = refusal
        if not disk.failed:
            return
        yield nth, disk, outcome
    raise AssertionError("no end of steps")


def test_whichever_call_fails_a_file_is_kept_whole_or_not_at_all(shelf):
    seen = set()
    for nth, disk, outcome in failures(lambda nth: shelf.put_new(f"{nth}/a", [b"one", b"two"]), shelf):
        assert outcome is not None, f"a failing {disk.failed} was answered as kept"
        assert files(shelf) == [], f"a failing {disk.failed} left something"
        seen.add(disk.failed)
        shelf.disk = WatchedDisk()
        shelf.put_new(f"{nth}/a", [b"again"])  # the same may be tried again
        shelf.delete(f"{nth}/a")

    assert seen == {"make_folder", "create", "write", "fsync", "close", "give_name", "remove", "fsync_folder"}


def test_whichever_call_fails_a_group_is_kept_whole_or_not_at_all(shelf):
    count = 0
    for _, disk, outcome in failures(lambda nth: put_all(shelf, [f"{nth}/{name}" for name in "abcdefghij"]), shelf):
        assert outcome is not None, f"a failing {disk.failed} was answered as kept"
        assert files(shelf) == []
        count += 1

    assert count > 60


def test_a_full_disk_is_said_to_be_full(shelf):
    shelf.disk = FailingDisk(2, errno.ENOSPC)

    with pytest.raises(Full):
        shelf.put_new("a", [b"x"])

    assert files(shelf) == []


def crash_everywhere(act, root):
    """Cuts the power before the first, second, … step of `act` until it ends; gives what was acknowledged and the store as it comes up again."""
    for nth in range(1_000):
        here = root / str(nth)
        here.mkdir(parents=True)
        disk = MortalDisk(nth, here / "vault")
        try:
            acknowledged = act(LocalStore(disk.root, disk=disk), nth)
        except PowerCut:
            acknowledged = []
        disk.lose()
        yield acknowledged, LocalStore(disk.root)
        if not disk.dead:
            return
    raise AssertionError("no end of steps")


def test_whatever_was_acknowledged_outlives_a_power_cut_at_any_step(tmp_path):
    def two_after_another(store, nth):
        done = []
        for key in (f"{DAY}/a", f"{DAY}/b"):
            try:
                store.put_new(key, [key.encode()])
            except PowerCut:
                return done
            done.append(key)
        return done

    counts = []
    for acknowledged, store in crash_everywhere(two_after_another, tmp_path):
        assert [content(store, key) for key in acknowledged] == [key.encode() for key in acknowledged]
        counts.append(len(acknowledged))

    assert set(counts) == {0, 1, 2}


def test_a_group_is_acknowledged_whole_or_not_at_all_whenever_the_power_goes(tmp_path):
    keys = [f"{DAY}/{name}" for name in "abcd"]

    def one_group(store, nth):
        put_all(store, keys)
        return keys

    outcomes = []
    for acknowledged, store in crash_everywhere(one_group, tmp_path):
        assert [content(store, key) for key in acknowledged] == [f"{key}!".encode() for key in acknowledged]
        outcomes.append(bool(acknowledged))

    assert (outcomes.count(True), len(outcomes) > 25) == (1, True)


def test_a_process_that_finds_the_folders_of_a_dead_one_still_makes_them_durable(tmp_path):
    (tmp_path / "vault" / DAY).mkdir(parents=True)
    disk = MortalDisk(10_000, tmp_path / "vault")

    LocalStore(disk.root, disk=disk).put_new(f"{DAY}/a", [b"x"])
    disk.lose()

    assert content(LocalStore(disk.root), f"{DAY}/a") == b"x"


def test_writings_that_never_ended_are_cleared_once_they_are_old(shelf):
    shelf.put_new(f"{DAY}/a", [b"x"])
    for name in ("old.part", "new.part"):
        (shelf.root / DAY / name).write_bytes(b"half")
    for name in ("old.part", "a"):
        os.utime(shelf.root / DAY / name, (LONG_AGO, LONG_AGO))

    cleared = shelf.clear_unfinished(datetime.now(UTC) - timedelta(days=1))

    assert cleared == [f"{DAY}/old.part"]
    assert files(shelf) == [f"{DAY}/a", f"{DAY}/new.part"]


def test_the_list_goes_by_key_and_shows_no_strangers(shelf):
    put_all(shelf, ["2026/11/24/b", "2026/11/24/a", "2026/02/01/c"])
    (shelf.root / "lost+found").mkdir()
    (shelf.root / "lost+found" / "x").write_bytes(b"")
    (shelf.root / "2026" / "README.txt").write_bytes(b"")

    assert [stored.key for stored in shelf.list()] == ["2026/02/01/c", "2026/11/24/a", "2026/11/24/b"]
    assert [stored.key for stored in shelf.list("2026/11")] == ["2026/11/24/a", "2026/11/24/b"]


def test_a_disk_that_does_not_answer_a_reader_is_unavailable_not_damaged(shelf):
    shelf.put_new("a", [b"x"])
    (shelf.root / "a").unlink()
    (shelf.root / "a").mkdir()

    with pytest.raises(Unavailable):
        shelf.open_range("a", 0, 1)


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_store_without_anything_is_unavailable_as_its_disk_is_more_likely_not_mounted(tmp_path, is_folder):
    shelf = LocalStore(tmp_path / "documents")
    if is_folder:
        shelf.root.mkdir()

    with pytest.raises(Unavailable, match="ENOENT"):
        shelf.head(f"{DAY}/a")


def test_a_file_where_a_folder_should_be_is_unavailable(shelf):
    shelf.put_new("2026", [b"x"])

    with pytest.raises(Unavailable):
        shelf.put_new(f"{DAY}/a", [b"x"])

    assert files(shelf) == ["2026"]
