"""docs/vault.md says all that is needed: a reader written from it alone reads files, parts of files, and its example."""

import ast
import io
import re
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from institutional_pages.access.machines import command_line_machine
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.publishing import publish
from institutional_pages.vault.keeping import keep, read_all
from institutional_pages.vault.models import Blob
from tests.cast import DIEST, LIER, import_centre
from tests.delivery.conftest import Folder, letter

from . import foreign_reader
from .foreign_reader import File, find_files, read_file
from .test_format import EDGES, NOISE

PAGE = Path(__file__).parents[2] / "docs" / "vault.md"
EXAMPLE_KEY = "example:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def test_the_foreign_reader_knows_nothing_of_the_product():
    tree = ast.parse(Path(foreign_reader.__file__).read_text())
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}

    assert {name.partition(".")[0] for name in imported} == {"struct", "dataclasses", "pathlib", "typing", "uuid", "cryptography"}


def test_it_asks_the_database_as_the_page_says():
    assert foreign_reader.ROW.format("?") in " ".join(PAGE.read_text().split())


@pytest.fixture
def example(root) -> Blob:
    """The example of the page, as a file in the store."""
    values = dict(re.findall(r"^\| (.+?) \| `?([^`|]+?)`? \|$", PAGE.read_text().partition("## 8.")[2], flags=re.MULTILINE))
    assert values["master key `example`"] == bytes(range(32)).hex()
    (root / "2026").mkdir(parents=True)
    (root / "2026" / "example").write_bytes(bytes.fromhex(values["the file"]))
    size, stored_size = map(int, values["`size`, `stored_size` (decimal)"].split(","))
    return Blob(
        id=UUID(values["`id`"]),
        key="2026/example",
        master_key="example",
        wrapped_key=bytes.fromhex(values["`wrapped_key`"]),
        size=size,
        stored_size=stored_size,
    )


def test_the_example_reads_with_our_code_and_without(example, root, settings):
    settings.VAULT_KEYS = EXAMPLE_KEY
    file = File(example.id, example.key, "example", example.wrapped_key, example.size, example.stored_size)

    assert read_all(example) == b"Beste collega"
    assert read_file(root, file, {"example": bytes(range(32))}) == b"Beste collega"
    assert read_file(root, file, {"example": bytes(range(32))}, 6, 9) == b"col"


@given(size=st.sampled_from(EDGES), data=st.data())
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_a_part_is_read_without_our_code(root, size, data):
    blob = keep(io.BytesIO(NOISE[:size])).blob
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size + 10))
    file = File(blob.id, blob.key, blob.master_key, blob.wrapped_key, blob.size, blob.stored_size)

    assert read_file(root, file, {"first": b"1" * 32}, start, end) == NOISE[:size][start:end]


@pytest.mark.both_databases
def test_a_published_document_is_found_and_read_without_our_code(db, root, settings, tmp_path):
    settings.INCOMING_ROOT = tmp_path / "incoming"
    service = Service.objects.get(code="rmi-service")
    folder = Folder(tmp_path / "October")
    (folder.path / "annex.pdf").write_bytes(letter("Annex"))
    folder.add(import_centre(LIER), kind="annual-settlement", period="2025", reference="RMI/2025/12021", annexes=["annex.pdf"])
    folder.add(import_centre(DIEST))
    publish(publisher=command_line_machine(service=service), service=service, manifest=folder.manifest)

    mark = "?" if connection.vendor == "sqlite" else "%s"
    found = find_files(connection.connection, "RMI/2025/12021", mark=mark)

    plain = [read_file(root, file, {"first": b"1" * 32}) for file in found]
    assert plain == [(folder.path / name).read_bytes() for name in ("1.pdf", "annex.pdf")]
