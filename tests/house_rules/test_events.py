"""docs/events.md is true: every verb, its ETSI names, its facts; and every fact is either told in words or deliberately not."""

from __future__ import annotations

import ast
import re

from institutional_pages.delivery.evidence import Erds
from institutional_pages.delivery.outcomes import WHY
from institutional_pages.errors import Refusal
from institutional_pages.web.audit.words import GROUPS, MEANINGS, TOLD, UNTOLD, WORDS, answered, kinds_of_refusal, told, verbs_of

from .reading import ROOT, SOURCE, python_files

ROW = re.compile(r"^\| `([a-z.-]+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NOT_FACTS = {"basis", "institution"}


def documented() -> dict[str, tuple[set[str], set[str]]]:
    """For each verb of the page its ETSI names and its facts."""
    rows = ROW.findall((ROOT / "docs" / "events.md").read_text().partition("## The list")[2])
    assert len(rows) == len({verb for verb, _, _ in rows})
    return {verb: (set(re.findall(r"[A-Z]\w+", names)), set(re.findall(r"`(\w+)`", facts))) for verb, names, facts in rows}


def recorded_facts() -> list[tuple[str, str]]:
    """(verb, fact) of each call of `record` that names both."""
    calls = [node for file in python_files(SOURCE) for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call)]
    ours = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) == "record" and len(call.args) > 1]
    return [
        (str(call.args[1].value), keyword.arg)
        for call in ours
        if isinstance(call.args[1], ast.Constant)
        for keyword in call.keywords
        if keyword.arg and keyword.arg not in NOT_FACTS
    ]


def test_the_page_lists_every_verb():
    assert set(documented()) == set(WORDS)


def test_the_page_gives_every_etsi_name_that_is_used_and_no_other():
    assert set().union(*(names for names, _ in documented().values())) == set(map(str, Erds))


def test_etsi_names_are_written_nowhere_else():
    files = [file for file in python_files(SOURCE) if file.name != "evidence.py"]
    found = [f"{file.name}: {name}" for file in files for name in Erds if f'"{name}"' in file.read_text()]

    assert found == []


def test_the_page_lists_every_fact_that_is_recorded():
    recorded = recorded_facts()

    assert len(recorded) > 15
    assert [pair for pair in recorded if pair[1] not in documented()[pair[0]][1]] == []


def test_every_fact_is_told_in_words_or_left_out_on_purpose():
    every = set().union(*(facts for _, facts in documented().values()))

    assert every - set(TOLD) - UNTOLD == set()
    assert set(TOLD) & UNTOLD == set()


def test_every_verb_can_be_chosen_in_one_group():
    chosen = [verb for code in GROUPS for verb in verbs_of(code)]

    assert sorted(chosen) == sorted(WORDS)


def test_every_refusal_and_every_reason_has_its_words():
    codes = {kind.code for kind in kinds_of_refusal(Refusal)}

    assert len(codes) > 40
    assert [code for code in codes if not re.fullmatch(r"“[^{}]+”", answered(code))] == []
    assert [code for code in WHY if told({"reason": code}) == code] == []
    assert "fingerprint-differs" in constant_reasons()
    assert [reason for reason in constant_reasons() if reason not in MEANINGS["reason"]] == []


def constant_reasons() -> set[str]:
    """Each `reason="…"` that stands in the source beside a recorded event."""
    text = "\n".join(file.read_text() for file in python_files(SOURCE / "mailbox") + python_files(SOURCE / "delivery"))
    return set(re.findall(r'\breason"?(?:=|: )"([a-z-]+)"', text))
