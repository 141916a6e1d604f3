"""The papers say what is true: the letter is accounted for, dependencies have reasons, and no file names this machine."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from .reading import ROOT, SOURCE, committed_files, plant

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROW = re.compile(r"^\| (S\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
CHECKED = re.compile(r"^\| ([\d., ]+) \| [^|]+ \| (holds|reason|later) \| ([^|]+) \|$", re.MULTILINE)
TEST_ID = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
PLACE = re.compile(r"`([\w/]+(?:\.py|/))`")
REASON = re.compile(r"^\| ([\w.-]+) \| (.{10,}) \|$", re.MULTILINE)
# Written in halves, so that this file does not name what it forbids.
REGISTRIES = ["py" + "pi.org", "python" + "hosted", "registry." + "npm", "deb." + "debian.org", "security." + "debian.org", "snapshot." + "debian"]
PLACES = ["/wor" + "k/", "/roo" + "t/", "/opt/" + "pypi", "/opt/" + "wheels", ".lib" + "rary"]
FORBIDDEN = re.compile("|".join(map(re.escape, REGISTRIES)) + "|" + "|".join(rf"(?<![\w.}}-]){re.escape(place)}" for place in PLACES))
FORBIDDEN_FILES = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}


def unaccounted(letter: str) -> list[str]:
    """Phrases S1…S78 without a row of their own, and rows that point to nothing."""
    rows = ROW.findall(letter)
    numbers = [number for number, *_ in rows]
    found = [f"{number}: no row" for number in (f"S{n}" for n in range(1, 79)) if number not in numbers]
    found += [f"{number}: two rows" for number in sorted(set(numbers)) if numbers.count(number) > 1]
    for number, _phrase, place, test in rows:
        found += [f"{number}: {name} does not exist" for name in PLACE.findall(place) if not (SOURCE / name).exists()]
        tests = TEST_ID.findall(test)
        found += [f"{number}: {file}::{name} does not exist" for file, name in tests if name not in _tests_in(ROOT / file)]
        if not tests and "later" not in test:
            found.append(f"{number}: neither a test nor later")
        if tests and not PLACE.findall(place):
            found.append(f"{number}: a test, but no place")
    return found


def unfounded(checklist: str) -> list[str]:
    """Items of the security checklist that name a test that does not exist, or hold without one, or stand twice."""
    found = []
    items = [(item, state, shown) for items, state, shown in CHECKED.findall(checklist) for item in items.split(", ")]
    names = [item for item, _state, _shown in items]
    found += [f"{item}: stands twice" for item in sorted(set(names)) if names.count(item) > 1]
    for item, state, shown in items:
        tests = TEST_ID.findall(shown)
        found += [f"{item}: {file}::{name} does not exist" for file, name in tests if name not in _tests_in(ROOT / file)]
        found += [f"{item}: holds, and nothing shows it"] if state == "holds" and not tests else []
    return found


def _tests_in(file: Path) -> set[str]:
    if not file.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def dependencies(project: dict) -> set[str]:
    """Every library that the project names, without versions and extras."""
    named = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"], *project["build-system"]["requires"]]
    for file in ("build.in", "scanner.in"):
        named += [line for line in (ROOT / "requirements" / file).read_text().splitlines() if line and not line.startswith("#")]
    return {re.split(r"[\[<>=~! ]", name, maxsplit=1)[0] for name in named}


def foreign_words(folder: Path) -> list[str]:
    """`file:line` where a committed file names a registry or a place of this machine."""
    found = [f"{file.relative_to(folder)}: a lock with addresses" for file in committed_files(folder) if file.name in FORBIDDEN_FILES]
    for file in committed_files(folder):
        lines = file.read_bytes().decode("utf-8", errors="ignore").splitlines()
        found += [f"{file.relative_to(folder)}:{number}" for number, line in enumerate(lines, 1) if FORBIDDEN.search(line)]
    return found


def test_every_threat_is_shown_by_tests_that_exist():
    threats = re.findall(r"^\| (T\d+) \|.*\| (.*) \|$", (ROOT / "docs" / "threats.md").read_text(), re.MULTILINE)

    assert len(threats) == 11
    for threat, shown in threats:
        tests = TEST_ID.findall(shown)
        assert tests, threat
        assert [f"{threat}: {file}::{name}" for file, name in tests if name not in _tests_in(ROOT / file)] == []


def test_every_phrase_of_the_letter_is_accounted_for():
    assert unaccounted((ROOT / "docs" / "letter.md").read_text()) == []


def test_what_the_security_checklist_says_holds_is_shown_by_a_test():
    checklist = (ROOT / "docs" / "asvs.md").read_text()

    assert len(CHECKED.findall(checklist)) > 100
    assert unfounded(checklist) == []


def test_every_dependency_has_its_reason():
    reasons = {name for name, _ in REASON.findall((ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text())} - {"Library"}

    assert dependencies(PROJECT) - reasons == set()
    assert reasons - dependencies(PROJECT) == set()


def test_no_committed_file_names_a_registry_or_this_machine():
    assert foreign_words(ROOT) == []


@pytest.mark.parametrize("lock", ["product", "tools", "build"])
def test_every_locked_library_has_its_hashes_and_no_address(lock):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text)

    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_every_dependency_is_locked():
    locked = {line.split("==")[0] for file in (ROOT / "requirements").glob("*.txt") for line in file.read_text().splitlines() if "==" in line}

    assert dependencies(PROJECT) - {re.sub(r"\[.*", "", name) for name in locked} == set()


def test_decisions_are_numbered_once():
    numbers = [file.name[:4] for file in sorted((ROOT / "docs" / "decisions").glob("*.md"))]

    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("| S1 | who | `audit/models.py` | `tests/house_rules/test_papers.py::test_decisions_are_numbered_once` |", []),
        ("| S1 | who | | later |", ["S1: no row"]),
        ("| S1 | who | – | later |", []),
        ("| S1 | who | `audit/nowhere.py` | later |", ["S1: audit/nowhere.py does not exist"]),
        (
            "| S1 | who | `audit/models.py` | `tests/house_rules/test_papers.py::test_nothing` |",
            ["S1: tests/house_rules/test_papers.py::test_nothing does not exist"],
        ),
        ("| S1 | who | `audit/models.py` | soon |", ["S1: neither a test nor later"]),
        ("| S1 | who | – | later |\n| S1 | who | – | later |", ["S1: two rows"]),
    ],
)
def test_a_letter_that_points_to_nothing_is_named(row, told):
    others = "\n".join(f"| S{n} | phrase | – | later |" for n in range(2, 79))

    assert unaccounted(f"{row}\n{others}") == told


def test_an_item_that_nothing_shows_is_named():
    planted = "| 1.1.1 | Some | holds | because |\n| 1.1.2, 1.1.1 | Other | reason | `tests/no/test_such.py::test_thing` |\n"

    assert unfounded(planted) == [
        "1.1.1: stands twice",
        "1.1.1: holds, and nothing shows it",
        "1.1.2: tests/no/test_such.py::test_thing does not exist",
        "1.1.1: tests/no/test_such.py::test_thing does not exist",
    ]


@pytest.mark.parametrize("word", [REGISTRIES[0], f"a {PLACES[0]}main", PLACES[1], PLACES[4]])
def test_a_planted_word_of_this_machine_is_named(tmp_path, word):
    plant(tmp_path, docs__page_dot_md=f"first\nsee {word}\n", docs__fine_dot_md="framework/ and network/ and librarywork\n")

    assert foreign_words(tmp_path) == ["docs/page.md:2"]
