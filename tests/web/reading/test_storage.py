"""A store or a database that fails while a document is asked for: the reader waits, and no document is called damaged."""

import errno
import io
import shutil
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from django.db import OperationalError

from institutional_pages.audit.models import Event
from institutional_pages.mailbox import actions, reading
from institutional_pages.mailbox.models import Opening
from institutional_pages.notices.models import Notice
from institutional_pages.vault import keeping
from institutional_pages.vault.disk import Disk
from institutional_pages.vault.errors import Unavailable
from tests.web.reading.test_damage import SEGMENT, WAYS, borders, received, stored
from tests.web.reading.test_files import body

__all__ = ["stored"]


def nothing_was_told() -> bool:
    return not Notice.objects.filter(kind="damaged_document").exists() and not Event.objects.filter(verb="delivery.damaged").exists()


def test_a_disk_that_is_not_mounted_is_no_damage_of_what_is_on_it(desk, stored, settings):
    away = settings.VAULT_ROOT.rename(settings.VAULT_ROOT.with_name("away"))
    settings.VAULT_ROOT.mkdir()

    answers = [desk.get(stored.address + address, headers=headers) for address, headers in WAYS.values()]

    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in answers] == [(503, "60")] * len(WAYS)
    assert nothing_was_told()
    assert not Opening.objects.exists()
    shutil.copytree(away, settings.VAULT_ROOT, dirs_exist_ok=True)
    assert body(desk.get(f"{stored.address}files/0/open")) == stored.plain


def test_a_disk_that_fails_in_the_middle_of_an_answer_breaks_it_off_and_is_no_damage(desk, stored, monkeypatch):
    class BadSector(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 2 * SEGMENT:
                raise OSError(errno.EIO, "bad sector")
            return super().read(size) or b""

    class Failing(Disk):
        def open(self, path: Path) -> BinaryIO:
            return cast("BinaryIO", BadSector(path))

    monkeypatch.setattr(reading, "WHOLE", 0)
    monkeypatch.setattr(keeping.store(), "disk", Failing())
    answer = desk.get(f"{stored.address}files/0/open")

    with pytest.raises(Unavailable, match="EIO"):
        list(answer.streaming_content)

    assert nothing_was_told()


def test_a_reader_who_goes_away_in_the_middle_reports_no_damage_though_there_is_some_further_on(desk, stored, monkeypatch):
    monkeypatch.setattr(reading, "WHOLE", 0)
    stored.flip(borders(stored)[3] + 700)
    answer = desk.get(f"{stored.address}files/0/open")

    next(iter(answer.streaming_content))
    answer.close()

    assert nothing_was_told()
    assert len(received(desk.get(f"{stored.address}files/0/open"))) < 3 * SEGMENT


@pytest.mark.parametrize("way", WAYS)
def test_nothing_leaves_when_the_opening_cannot_be_written_down(desk, stored, monkeypatch, way):
    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(actions, "record", full)
    desk.raise_request_exception = False
    address, headers = WAYS[way]

    answer = desk.get(stored.address + address, headers=headers)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Nothing was lost." in answer.content.decode()
    assert not Opening.objects.exists()
