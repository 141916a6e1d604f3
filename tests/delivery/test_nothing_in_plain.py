"""A thief of the database and of the folder of documents holds no word of a document."""

import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from institutional_pages.access.machines import command_line_machine
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.publishing import publish
from tests.delivery.conftest import Folder, cbe, committed_centres
from tests.environment import ON_POSTGRESQL
from tests.pdf import crafted

__all__ = ["committed_centres"]
CANARY = "Kanarievogel 7391"
PACKED = re.compile(rb"x[\x01\x5e\x9c\xda]")  # how a zlib stream begins


@pytest.fixture
def published(committed_centres, tmp_path) -> Folder:
    """Two letters with the canary on the page, one in plain and one in a compressed stream, delivered."""
    drawn = f"BT /F1 12 Tf 72 700 Td ({CANARY}) Tj ET"
    plain, packed = (crafted.written(letter) for letter in (crafted.letter(content=drawn), compressed(drawn)))
    folder = Folder(tmp_path / "October").add(cbe(1), file=plain).add(cbe(6), file=packed)
    send(folder)
    return folder


def compressed(drawn: str) -> crafted.Objects:
    return crafted.letter() | {4: crafted.stream("/Filter /FlateDecode", zlib.compress(drawn.encode()))}


def send(folder: Folder) -> None:
    service = Service.objects.get(code="rmi-service")
    report = publish(publisher=command_line_machine(service=service), service=service, manifest=folder.manifest)
    assert set(report.run.items.values_list("outcome", flat=True)) <= {"published", "paper"}


def words_in(content: bytes) -> int:
    """How many times the canary stands in `content`: as it is, in hexadecimal, or inside what is packed."""
    word = CANARY.encode()
    return content.count(word) + content.lower().count(word.hex().encode()) + sum(inside.count(word) for inside in unpacked(content))


def unpacked(content: bytes) -> Iterator[bytes]:
    for begin in PACKED.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[begin.start() :], 1_000_000)
        except zlib.error:
            continue


def files_with_the_canary(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and words_in(path.read_bytes()))


def database_dump(data: Path, copy: Path) -> Path:
    """Every byte of the database: its files as they lie there, or every table as PostgreSQL hands it out for a dump."""
    copy.mkdir()
    with connection.cursor() as cursor:
        if not ON_POSTGRESQL:
            cursor.execute("PRAGMA wal_checkpoint(FULL)")
        tables = connection.introspection.table_names(cursor)
    if ON_POSTGRESQL:
        for table in tables:
            with connection.connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                (copy / table).write_bytes(b"".join(bytes(row) for row in rows))
    else:
        for path in data.glob("institutional-pages.sqlite3*"):
            shutil.copy(path, copy)
    return copy


def test_neither_the_database_nor_the_stored_files_hold_a_word_of_it(published, committed_centres, tmp_path):
    dump = database_dump(committed_centres.data, tmp_path / "dump")

    assert sum(path.stat().st_size for path in dump.iterdir()) > 10_000
    assert len([path for path in (committed_centres.data / "documents").rglob("*") if path.is_file()]) == 2
    assert files_with_the_canary(dump) == []
    assert files_with_the_canary(committed_centres.data) == []
    assert list((committed_centres.data / "incoming").iterdir()) == []


def test_the_search_for_it_finds_it_where_it_is(published, committed_centres, tmp_path):
    """The same search, where a word is: in what was sent, in a store that does not encrypt, in a database that keeps it."""
    (committed_centres.data / "documents" / "plain").write_bytes((published.path / "1.pdf").read_bytes())
    (committed_centres.data / "documents" / "packed").write_bytes((published.path / "2.pdf").read_bytes())
    send(Folder(tmp_path / "November").add(cbe(1), subject=f"About {CANARY}", period="2026-11"))

    assert files_with_the_canary(published.path) == ["1.pdf", "2.pdf"]
    assert files_with_the_canary(committed_centres.data / "documents") == ["packed", "plain"]
    assert len(files_with_the_canary(database_dump(committed_centres.data, tmp_path / "dump"))) >= 1
