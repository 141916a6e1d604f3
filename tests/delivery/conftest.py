"""The ministry's folder: a few real PDFs and their manifest."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction

from institutional_pages.access.machines import command_line_machine
from institutional_pages.delivery.manifest import read_manifest
from institutional_pages.delivery.publishing import publish
from tests.pdf import crafted


class Folder:
    """A folder of the ministry; `add` writes a file and lists it."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines = path, []
        path.mkdir(parents=True, exist_ok=True)

    def add(self, institution, *, name=None, text="", file=None, kind="refused-forms", law="rmi", period="2026-10", **facts):
        name = name or f"{len(self.lines) + 1}.pdf"
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_bytes(file if file is not None else letter(text or f"Document {name}"))
        line = {"path": name, "institution": number(institution), "kind": kind, "law": law, "period": period, **facts}
        self.lines.append({key: value for key, value in line.items() if value})
        self.write()
        return self

    def write(self):
        (self.path / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in self.lines))

    @property
    def manifest(self):
        return read_manifest(self.path)


def letter(text: str) -> bytes:
    """A sound PDF of one page with this text."""
    return crafted.written(crafted.letter(content=f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET"))


def number(institution) -> str:
    """The CBE number of a centre; a text stays as it is."""
    return institution if isinstance(institution, str) else institution.identifiers.get(scheme="cbe").value


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    """A vault of this test's own."""
    settings.VAULT_ROOT, settings.INCOMING_ROOT = tmp_path / "documents", tmp_path / "incoming"
    return settings.VAULT_ROOT


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "October")


@pytest.fixture
def machine(rmi_service):
    """The command line of the service."""
    return command_line_machine(service=rmi_service)


@pytest.fixture
def publishing(machine, rmi_service):
    """Publish a folder, as the command line does."""
    return lambda folder: publish(publisher=machine, service=rmi_service, manifest=folder.manifest)


@pytest.fixture
def committed_centres(committed_database, tmp_path):
    """A database with real commits, and in it six centres, two of them on paper."""
    from institutional_pages.administration.importing import import_file

    import_file(centres_file(tmp_path / "centres.csv"), partial=False)
    return committed_database


def centres_file(path: Path) -> Path:
    """The import file of six centres."""
    heads = "nis,cbe,valid_from,name_nl,languages,street,postcode,town,emails,network_operator,network_ranges,channel"
    rows = [
        f"9{n:04d},{cbe(n)},2006-01-01,OCMW Stad {n},nl,Markt {n},1000,Stad {n},post{n}@centre.example,Publilink,10.{n}.0.0/16,"
        f"{'paper' if n > 4 else 'electronic'}"
        for n in range(1, 7)
    ]
    path.write_text("\n".join([heads, *rows]) + "\n")
    return path


def cbe(n: int) -> str:
    """A number of ten digits whose last two are 97 - (the first eight mod 97)."""
    first = 2_071_000 + n
    return f"{first:08d}{97 - first % 97:02d}"


@pytest.fixture
def transactional_rounds(db):
    """Each round of a property test begins with the same database."""

    @contextmanager
    def one_round():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return one_round
