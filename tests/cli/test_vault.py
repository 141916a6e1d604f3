"""`ipages vault` as whoever runs the product meets it: the master key is changed, the files are compared."""

import base64
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from institutional_pages.access.machines import command_line_machine
from institutional_pages.audit.models import Event
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.delivery.publishing import publish
from institutional_pages.identity import code_app
from institutional_pages.identity.models import Person
from institutional_pages.vault import keeping
from institutional_pages.vault.models import Blob
from tests.cli.test_commands import IPAGES, ipages
from tests.delivery.conftest import Folder, cbe, committed_centres
from tests.environment import VAULT_KEYS

__all__ = ["committed_centres"]
SECRET = base64.b64encode(b"n" * 32).decode()
NEW = f"new:{SECRET}"


@dataclass
class Installation:
    """Three published letters, and the command with master keys of the test's choice."""

    environment: dict[str, str]
    folder: Path
    documents: Path

    def run(self, keys: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return ipages({**self.environment, "IPAGES_VAULT_KEYS": keys}, *arguments)

    def listed(self, keys: str) -> dict[str, int]:
        return {key["name"]: key["files"] for key in json.loads(self.run(keys, "vault", "keys", "--json").stdout)["keys"]}


@pytest.fixture
def installation(committed_centres, tmp_path) -> Installation:
    service = Service.objects.get(code="rmi-service")
    folder = Folder(tmp_path / "October").add(cbe(1)).add(cbe(2)).add(cbe(3))
    publish(publisher=command_line_machine(service=service), service=service, manifest=folder.manifest)
    return Installation(committed_centres.environment, folder.path, committed_centres.data / "documents")


def test_the_master_key_is_changed_and_the_old_one_taken_out(installation, settings):
    both = f"{NEW},{VAULT_KEYS}"
    app = code_app.begin_app(Person.objects.create(username="an"))
    secret = code_app.secret_of(app)
    before = installation.run(both, "vault", "keys")
    moved = installation.run(both, "vault", "rewrap")
    again = installation.run(both, "vault", "rewrap", "--json")
    alone = installation.run(NEW, "vault", "check", "--json")

    assert before.stdout == "new: 0 files; locks new files\ntest: 3 files, 1 code apps; opens\n"
    assert moved.returncode == 0
    assert "3 files moved to the master key new." in moved.stdout
    assert "Nothing is left under another key.\ntest may be taken out of IPAGES_VAULT_KEYS." in moved.stdout
    assert "Moving to new: 3 of 3" in moved.stderr
    assert json.loads(again.stdout) == {"key": "new", "moved": 0, "left": 0, "damaged": [], "may_go": ["test"]}
    assert (alone.returncode, json.loads(alone.stdout)) == (0, {"checked": 3, "damaged": [], "restored": []})
    assert not any(secret in done.stdout + done.stderr for done in (before, moved, again) for secret in (SECRET, VAULT_KEYS.partition(":")[2]))
    settings.VAULT_KEYS = NEW
    for file in DeliveryFile.objects.select_related("blob"):
        assert keeping.read_all(file.blob) == (installation.folder / file.name).read_bytes()
    app.refresh_from_db()
    assert code_app.secret_of(app) == secret
    event = Event.objects.get(verb="vault.rewrapped")
    assert (event.actor, '"door":"command-line"' in event.text.canonical) == ("system:command-line", True)


def test_a_key_taken_out_too_soon_is_named_before_anything_is_served(installation):
    served = installation.run(NEW, "serve", "--port", "1")
    listed = installation.run(NEW, "vault", "keys")
    moved = installation.run(NEW, "vault", "rewrap")
    checked = installation.run(NEW, "vault", "check")

    assert (served.returncode, listed.returncode, moved.returncode, checked.returncode) == (2, 1, 2, 2)
    assert "IPAGES_VAULT_KEYS lacks a key that is in use.\n  3 files are locked with the master key test." in served.stderr
    assert "Put it back behind the first." in served.stderr
    assert "test: 3 files; NOT IN IPAGES_VAULT_KEYS" in listed.stdout
    assert "“test”" in moved.stderr
    assert "“test”" in checked.stderr
    assert not Event.objects.filter(verb="delivery.damaged").exists()


def test_another_key_under_a_known_name_neither_serves_nor_publishes(installation):
    other = f"test:{SECRET}"
    served = installation.run(other, "serve", "--port", "1")
    published = installation.run(other, "publish", str(installation.folder), "--service", "rmi-service")

    assert (served.returncode, published.returncode) == (2, 2)
    for ended in (served, published):
        assert "the key test is not the one that locked the files under this name" in ended.stderr
        assert SECRET not in ended.stdout + ended.stderr


def test_one_damaged_key_among_the_files_is_not_taken_for_another_master_key(installation):
    Blob.objects.filter(pk=Blob.objects.order_by("pk")[0].pk).update(wrapped_key=bytes(40))

    assert keeping.other_keys() == []


def test_a_damaged_and_a_missing_file_are_named_until_they_are_put_back(installation):
    first, second, third = DeliveryFile.objects.select_related("blob").order_by("pk")
    paths = [installation.documents / file.blob.key for file in (first, second)]
    sound = [path.read_bytes() for path in paths]
    paths[0].write_bytes(sound[0][:-1])
    paths[1].unlink()

    found = installation.run(VAULT_KEYS, "vault", "check")
    for path, content in zip(paths, sound, strict=True):
        path.write_bytes(content)
    mended = installation.run(VAULT_KEYS, "vault", "check", "--damaged")
    clean = installation.run(VAULT_KEYS, "vault", "check", "--unchecked-for", "1", "--json")

    assert found.returncode == 1
    assert f"{first.blob.key}: length (deliveryfile:{first.pk}, " in found.stderr
    assert f"{second.blob.key}: missing (deliveryfile:{second.pk}, " in found.stderr
    assert third.blob.key not in found.stderr
    assert "3 files compared, 2 damaged." in found.stdout
    assert (mended.returncode, mended.stdout.count("whole again."), "2 files compared, 0 damaged." in mended.stdout) == (0, 2, True)
    assert json.loads(clean.stdout)["checked"] == 0


def test_files_without_a_document_are_counted_and_removed_when_the_count_is_told(installation):
    orphans = [installation.documents / "2026/11/01" / f"orphan-{number}" for number in range(3)]
    for orphan in orphans:
        orphan.parent.mkdir(parents=True, exist_ok=True)
        orphan.write_bytes(b"nobody's")
        os.utime(orphan, (0, 0))

    found = installation.run(VAULT_KEYS, "vault", "sweep")
    mistaken = installation.run(VAULT_KEYS, "vault", "sweep", "--remove", "2")
    assert [orphan.exists() for orphan in orphans] == [True] * 3
    removed = installation.run(VAULT_KEYS, "vault", "sweep", "--remove", "3")
    nothing = installation.run(VAULT_KEYS, "vault", "sweep", "--json")

    assert (found.returncode, found.stdout) == (0, "3 stored files belong to no document.\n")
    assert "ipages vault sweep --remove 3" in found.stderr
    assert (mistaken.returncode, "Nothing was removed." in mistaken.stderr) == (1, True)
    assert (removed.returncode, removed.stdout) == (0, "3 files removed.\n")
    assert json.loads(nothing.stdout) == {"found": [], "removed": []}
    assert not any(orphan.exists() for orphan in orphans)
    assert '"files":3' in Event.objects.get(verb="vault.swept").text.canonical
    assert installation.run(VAULT_KEYS, "vault", "check").returncode == 0


def test_a_rewrapping_that_was_killed_goes_on_where_it_was(installation):
    blob = Blob.objects.first()
    assert blob is not None
    many = [Blob(key=f"2026/11/25/none-{n}", master_key="test", wrapped_key=blob.wrapped_key, size=1, stored_size=33) for n in range(8_000)]
    Blob.objects.bulk_create(many, batch_size=500)
    both = f"{NEW},{VAULT_KEYS}"

    killed = subprocess.Popen(
        [*IPAGES, "vault", "rewrap"],
        env={**installation.environment, "IPAGES_VAULT_KEYS": both},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while not Blob.objects.filter(master_key="new").exists():
        assert killed.poll() is None
        assert time.monotonic() < until
    killed.send_signal(signal.SIGKILL)
    killed.wait(30)
    halfway = installation.listed(both)
    done = json.loads(installation.run(both, "vault", "rewrap", "--json").stdout)

    assert 0 < halfway["new"] < 8_003
    assert halfway["new"] + halfway["test"] == 8_003
    assert (done["moved"], done["left"]) == (halfway["test"], 0)
    moved = [json.loads(event.text.canonical)["facts"]["files"] for event in Event.objects.filter(verb="vault.rewrapped").select_related("text")]
    assert sum(moved) == 8_003
