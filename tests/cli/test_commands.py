"""The command line, as scripts meet it: exit codes, JSON, and what it refuses to do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from institutional_pages.delivery.models import Delivery, Run
from institutional_pages.notices.models import Notice
from tests.delivery.conftest import Folder, cbe, centres_file, committed_centres, letter, vault
from tests.pdf import crafted
from tests.pdf.test_policy import ATTACHED

__all__ = ["committed_centres", "vault"]
IPAGES = [sys.executable, "-m", "institutional_pages"]


def ipages(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*IPAGES, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def bare(tmp_path):
    """An environment with nothing set but where the data go."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IPAGES_")}
    return {**kept, "IPAGES_DATA": str(tmp_path / "data")}


@pytest.fixture
def run_folder(tmp_path):
    """Three letters to centres on page and on paper."""
    folder = Folder(tmp_path / "October")
    return folder.add(cbe(1)).add(cbe(2)).add(cbe(6))


def test_outside_the_demo_nothing_starts_insecurely_and_all_that_is_missing_is_said_at_once(bare):
    done = ipages(bare, "serve")

    assert done.returncode == 2
    assert "IPAGES_SECRET_KEY" in done.stderr
    assert "IPAGES_VAULT_KEYS" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IPAGES_DEBUG", "1"),
        ("IPAGES_HOSTS", "pages.example"),
        ("IPAGES_TRUSTED_PROXIES", "not-a-network"),
        ("IPAGES_SECRET_KEY_FILE", "/nowhere/at/all"),
        ("IPAGES_CLAMD", "a-host-without-a-port"),
    ],
)
def test_an_unsafe_or_unreadable_setting_is_named(bare, name, value):
    done = ipages({**bare, "IPAGES_SECRET_KEY": "k" * 60, "IPAGES_VAULT_KEYS": "a:" + "A" * 43 + "=", name: value}, "worker")

    assert done.returncode == 2
    assert name in done.stderr or value in done.stderr or "IPAGES_BASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("keys", ["abc", "name:short", "name:" + "A" * 43 + "=,name:" + "B" * 43 + "="])
def test_a_vault_key_that_is_none_is_said_before_anything_starts(bare, keys):
    done = ipages({**bare, "IPAGES_SECRET_KEY": "k" * 60, "IPAGES_VAULT_KEYS": keys}, "serve")

    assert done.returncode == 2
    assert "IPAGES_VAULT_KEYS" in done.stderr
    assert "AAAA" not in done.stderr


def test_a_command_on_the_data_of_a_demonstration_says_where_its_keys_are(bare):
    done = ipages({**bare, "IPAGES_DEMO": "1"}, "worker")

    assert done.returncode == 2
    assert "IPAGES_VAULT_KEYS" in done.stderr
    assert "keys.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_command_on_an_empty_folder_makes_the_database(bare, tmp_path):
    safe = {**bare, "IPAGES_SECRET_KEY": "k" * 60, "IPAGES_VAULT_KEYS": "a:" + "A" * 43 + "="}

    done = ipages(safe, "institutions", "import", centres_file(tmp_path / "centres.csv"))

    assert (done.returncode, done.stderr) == (0, "")
    assert "6 created" in done.stdout


def test_what_was_not_expected_exits_2_and_says_where_without_the_words_of_the_error(bare, tmp_path):
    safe = {**bare, "IPAGES_SECRET_KEY": "k" * 60, "IPAGES_VAULT_KEYS": "a:" + "A" * 43 + "="}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "institutional-pages.sqlite3").write_text("Jan Peeters is no database, and never was one" * 50)

    done = ipages(safe, "institutions", "import", centres_file(tmp_path / "centres.csv"))

    assert done.returncode == 2
    assert "DatabaseError" in done.stderr
    assert "Peeters" not in done.stderr


def test_publish_tells_a_script_what_became_of_every_file(committed_centres, run_folder):
    run_folder.add("0999999922")

    done = ipages(committed_centres.environment, "publish", run_folder.path, "--service", "rmi-service", "--json")

    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert (report["listed"], report["published"], report["paper"], report["refused"]) == (4, 2, 1, 1)
    assert [(item["path"], item["code"]) for item in report["items"]] == [("4.pdf", "unknown_institution")]
    assert Notice.objects.filter(kind="published_by_command_line").count() == 1


def test_a_dry_run_says_the_same_and_writes_nothing(committed_centres, run_folder):
    done = ipages(committed_centres.environment, "publish", run_folder.path, "--service", "rmi-service", "--dry-run", "--json")

    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert (report["dry_run"], report["published"], report["paper"]) == (True, 2, 1)
    assert not Run.objects.exists()
    assert not Delivery.objects.exists()
    assert not list((committed_centres.data / "incoming").glob("*"))


def test_again_is_all_well_and_run_show_says_so(committed_centres, run_folder):
    first = ipages(committed_centres.environment, "publish", run_folder.path, "--service", "rmi-service", "--json")
    again = ipages(committed_centres.environment, "publish", run_folder.path, "--service", "rmi-service", "--json")
    shown = ipages(committed_centres.environment, "run", "show", json.loads(first.stdout)["run"])

    assert (first.returncode, again.returncode, shown.returncode) == (0, 0, 0)
    assert json.loads(again.stdout)["run"] == json.loads(first.stdout)["run"]
    assert "3 listed = 2 published + 1 to paper + 0 refused + 0 missing + 0 waiting" in shown.stdout
    assert Delivery.objects.count() == 3


def test_a_file_that_changed_since_is_named_and_exits_1(committed_centres, run_folder):
    ipages(committed_centres.environment, "publish", run_folder.path, "--service", "rmi-service")
    (run_folder.path / "2.pdf").write_bytes(letter("Other"))

    done = ipages(committed_centres.environment, "publish", run_folder.path, "--service", "rmi-service")

    assert done.returncode == 1
    assert "2.pdf" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("publish", "nowhere", "--service", "rmi-service"), "manifest.jsonl"),
        (("publish", "nowhere", "--service", "no-service"), "rmi-service"),
        (("run", "show", "00000000-0000-4000-8000-000000000000"), "00000000"),
        (("institutions", "import", "nowhere.csv"), "nowhere.csv"),
        (("people", "add", "x", "--first-name", "X", "--last-name", "Y", "--email", "x@y.example", "--role", "auditor"), "people ministry"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line_and_exits_2(committed_centres, arguments, named):
    done = ipages(committed_centres.environment, *arguments)

    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_import_is_all_or_nothing_and_repeating_changes_nothing(committed_centres, tmp_path):
    file = centres_file(tmp_path / "again.csv")
    again = ipages(committed_centres.environment, "institutions", "import", file, "--json")
    file.write_text(file.read_text().replace(cbe(3), "0000000000"))
    wrong = ipages(committed_centres.environment, "institutions", "import", file)

    assert (again.returncode, json.loads(again.stdout)["unchanged"]) == (0, 6)
    assert wrong.returncode == 2
    assert "cbe" in wrong.stdout + wrong.stderr


def test_the_first_person_of_the_ministry_gets_password_and_codes_once(committed_centres):
    ministry = ipages(committed_centres.environment, "people", "ministry", "--name", "nl:POD MI", "--network", "10.0.0.0/8")
    names = ["--first-name", "Greet", "--last-name", "Pavelmans", "--email", "greet@podmi.example"]
    added = ipages(committed_centres.environment, "people", "add", "greet", *names, "--role", "security-cell")
    twice = ipages(committed_centres.environment, "people", "add", "greet", *names, "--role", "security-cell")

    assert (ministry.returncode, added.returncode, twice.returncode) == (0, 0, 2)
    assert added.stdout.count("\n") == 26


def test_the_demo_leaves_a_folder_with_other_data_alone(bare, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")

    done = ipages(bare, "demo", "--no-serve", "--data", tmp_path / "mine")

    assert done.returncode == 2
    assert "other data" in done.stderr
    assert sorted(path.name for path in (tmp_path / "mine").iterdir()) == ["letter.txt"]


def test_the_gate_of_a_service_is_shown_and_changed(committed_centres):
    shown = ipages(committed_centres.environment, "service", "show", "rmi-service")
    changed = ipages(committed_centres.environment, "service", "set", "rmi-service", "--gate", "lenient", "--embedded-files")
    again = ipages(committed_centres.environment, "service", "set", "rmi-service")
    wrong = ipages(committed_centres.environment, "service", "set", "rmi-service", "--gate", "open")

    assert "rmi-service: gate strict; files inside a PDF/A-3 pass with a warning." in shown.stdout
    assert changed.stdout == "rmi-service: gate lenient; files inside a PDF/A-3 pass without a warning.\n"
    assert again.stdout.startswith("Nothing changed.\nrmi-service: gate lenient;")
    assert (wrong.returncode, wrong.stderr) == (2, "There is no gate open. It is strict or lenient.\n")
    assert Notice.objects.filter(kind="done_by_command_line").count() == 1


def test_warnings_and_links_of_published_documents_are_told_and_are_no_failure(committed_centres, run_folder):
    run_folder.add(cbe(3), file=crafted.written(ATTACHED)).add(cbe(4), file=crafted.written(crafted.HARMLESS["a link"]))

    done = ipages(committed_centres.environment, "publish", run_folder.path, "--service", "rmi-service")

    assert done.returncode == 0
    assert "4.pdf: passed with a warning (EmbeddedFile in object 9: a.xml).\nLink to https://example.org/help: in 1 document.\n" in done.stderr


def test_without_the_virus_scanner_that_is_set_nothing_is_published_and_the_remedy_is_said(committed_centres, run_folder):
    done = ipages({**committed_centres.environment, "IPAGES_CLAMD": "/nowhere/clamd.socket"}, "publish", run_folder.path, "--service", "rmi-service")
    again = ipages(committed_centres.environment, "publish", run_folder.path, "--service", "rmi-service")

    assert done.returncode == 2
    assert "mend IPAGES_CLAMD" in done.stderr
    assert again.returncode == 0
    assert Delivery.objects.count() == 3
