"""Stored files are compared with what was sent, and move to another master key."""

import base64
import errno
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from django.utils import timezone

from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System
from institutional_pages.delivery import scrubbing
from institutional_pages.delivery.errors import NothingReadable
from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.delivery.scrubbing import Finding, Report, check_a_few, check_files, files_to_check
from institutional_pages.delivery.storage_actions import note_check, rewrap_keys
from institutional_pages.notices.models import Notice
from institutional_pages.vault import keeping
from institutional_pages.vault.disk import Disk
from institutional_pages.vault.errors import Damaged, Unavailable, UnknownMasterKey
from institutional_pages.vault.models import Blob
from tests.environment import VAULT_KEYS

pytestmark = pytest.mark.django_db
CHECKER = System("check")
NEW = "new:" + base64.b64encode(b"n" * 32).decode()


@pytest.fixture
def files(folder, publishing, centre) -> list[DeliveryFile]:
    """Thirty documents of a page."""
    for number in range(30):
        folder.add(centre, kind="stay-letter", period="", reference=f"letter {number}")
    publishing(folder)
    return list(DeliveryFile.objects.select_related("blob").order_by("pk"))


def path_of(file: DeliveryFile, root: Path) -> Path:
    return root / file.blob.key


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def check_all(**asked) -> Report:
    return check_files(checker=CHECKER, files=files_to_check(before=timezone.now(), **asked))


def told() -> tuple[int, int, int]:
    """Events of damage, events of mending, mails."""
    verbs = list(Event.objects.values_list("verb", flat=True))
    return verbs.count("delivery.damaged"), verbs.count("delivery.restored"), Notice.objects.filter(kind="damaged_document").count()


def test_one_byte_in_one_file_among_many_is_found_and_named(files, vault):
    flip(path_of(files[17], vault))

    report = check_all()

    assert report.checked == 30
    assert [(finding.file, finding.what) for finding in report.damaged] == [(files[17], "segment 0")]
    assert Event.objects.get(verb="delivery.damaged").subject == f"deliveryfile:{files[17].pk}"
    assert Notice.objects.get(kind="damaged_document").facts["stored"] == files[17].blob.key


def test_what_was_told_is_not_told_again_until_it_was_whole_again(files, vault):
    path = path_of(files[3], vault)
    sound = path.read_bytes()
    path.unlink()

    check_all()
    assert [finding.what for finding in check_all().damaged] == ["missing"]
    assert told() == (1, 0, 1)

    path.write_bytes(sound)
    assert [file.pk for file in check_all(only_damaged=True).restored] == [files[3].pk]
    assert check_all(only_damaged=True).checked == 0
    assert told() == (1, 1, 1)

    flip(path)
    check_all()
    assert told() == (2, 1, 2)


def test_noting_the_same_twice_writes_nothing_more(files):
    for _ in range(2):
        note_check(checker=CHECKER, findings=[Finding(files[0], "length"), Finding(files[1], "")])

    assert told() == (1, 0, 1)


def test_a_check_that_broke_off_goes_on_where_it_was(files, monkeypatch):
    monkeypatch.setattr(scrubbing, "GROUP", 10)
    before, compared = timezone.now(), []

    def breaking(done):
        compared.append(done)
        if sum(compared) == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_files(checker=CHECKER, files=files_to_check(before=before), progress=breaking)

    assert check_files(checker=CHECKER, files=files_to_check(before=before)).checked == 10
    assert check_files(checker=CHECKER, files=files_to_check(before=before)).checked == 0


@pytest.mark.parametrize("due", [1, 30])
def test_a_storage_that_is_not_there_is_no_damage_of_any_file_however_few_are_due(files, settings, tmp_path, due):
    settings.VAULT_ROOT = tmp_path / "not-mounted"
    Blob.objects.filter(pk__in=[file.blob_id for file in files[:due]]).update(checked_at=timezone.now() - timedelta(days=40))

    with pytest.raises(Unavailable):
        check_all()
    with pytest.raises(Unavailable):
        check_a_few(checker=CHECKER)

    assert told() == (0, 0, 0)


def test_another_storage_is_said_once_and_not_as_damage_of_every_file(files, settings, tmp_path):
    settings.VAULT_ROOT = tmp_path / "another"
    (settings.VAULT_ROOT / "2020").mkdir(parents=True)

    with pytest.raises(NothingReadable, match="30 stored files"):
        check_all()
    Blob.objects.update(checked_at=timezone.now() - timedelta(days=40))
    with pytest.raises(NothingReadable):
        check_a_few(checker=CHECKER)

    assert told() == (0, 0, 0)


def test_without_a_master_key_nothing_is_called_damaged(files, settings):
    settings.VAULT_KEYS = NEW

    with pytest.raises(UnknownMasterKey):
        check_all()

    assert told() == (0, 0, 0)


def test_one_file_that_the_disk_does_not_give_is_named_and_the_others_are_compared(files, vault, monkeypatch):
    class BadSector(Disk):
        def open(self, path: Path) -> BinaryIO:
            if path == path_of(files[5], vault):
                raise OSError(errno.EIO, "bad sector")
            return super().open(path)

    monkeypatch.setattr(keeping.store(), "disk", BadSector())

    report = check_all()

    assert (report.checked, [(one.file, one.what) for one in report.damaged]) == (30, [(files[5], "EIO")])


def test_a_process_that_may_open_no_more_files_calls_none_damaged(files, monkeypatch):
    class TooManyOpen(Disk):
        def open(self, path: Path) -> BinaryIO:
            raise OSError(errno.EMFILE, "too many open files")

    monkeypatch.setattr(keeping.store(), "disk", TooManyOpen())
    Blob.objects.filter(pk=files[0].blob_id).update(checked_at=timezone.now() - timedelta(days=40))

    with pytest.raises(Unavailable, match="EMFILE"):
        check_a_few(checker=CHECKER)

    assert told() == (0, 0, 0)


def test_the_worker_compares_a_few_of_those_unchecked_for_a_month_the_oldest_first(files, vault):
    assert check_a_few(checker=CHECKER) == []

    for days, file in enumerate(files):
        Blob.objects.filter(pk=file.blob_id).update(checked_at=timezone.now() - timedelta(days=20 + days))
    flip(path_of(files[29], vault))

    findings = check_a_few(checker=CHECKER)

    assert [finding.file for finding in findings] == files[:9:-1]
    assert [finding.what for finding in findings] == ["segment 0", *[""] * 19]
    assert check_a_few(checker=CHECKER) == []
    assert told() == (1, 0, 1)


def test_files_move_to_the_new_key_in_steps_and_every_document_reads_without_the_old(files, settings, folder):
    settings.VAULT_KEYS = f"{NEW},{VAULT_KEYS}"

    first = rewrap_keys(actor=CHECKER, limit=20)
    assert [keeping.read_all(blob)[:5] for blob in Blob.objects.all()] == [b"%PDF-"] * 30
    second = rewrap_keys(actor=CHECKER, limit=20)

    assert first is not None
    assert second is not None
    assert (first.count, second.count, rewrap_keys(actor=CHECKER)) == (20, 10, None)
    assert Event.objects.filter(verb="vault.rewrapped", actor="system:check").count() == 2
    settings.VAULT_KEYS = NEW
    assert check_all().damaged == []
    for file in DeliveryFile.objects.select_related("blob"):
        assert keeping.read_all(file.blob) == (folder.path / file.name).read_bytes()


def test_a_key_that_does_not_open_stays_and_is_named_and_the_others_move(files, settings):
    Blob.objects.filter(pk=files[2].blob_id).update(wrapped_key=bytes(40))
    settings.VAULT_KEYS = f"{NEW},{VAULT_KEYS}"

    moved = rewrap_keys(actor=CHECKER)

    assert moved is not None
    assert (moved.count, moved.damaged) == (29, [files[2].blob_id])
    assert Blob.objects.files_by_key() == {"new": 29, "test": 1}
    with pytest.raises(Damaged, match="key under test"):
        keeping.read_all(Blob.objects.get(pk=files[2].blob_id))


def test_a_key_that_was_taken_out_too_soon_is_named_with_its_files(files, settings):
    settings.VAULT_KEYS = NEW

    assert keeping.unknown_keys() == {"test": 30}
    with pytest.raises(UnknownMasterKey):
        rewrap_keys(actor=CHECKER)
    assert not Event.objects.filter(verb="vault.rewrapped").exists()
