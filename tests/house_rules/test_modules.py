"""Small modules with names of the domain: which files there may be, and how long."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from .reading import ROOT, SOURCE, functions, plant, python_files

NO_NAMES = {"utils", "util", "helpers", "helper", "managers", "manager", "services", "service", "signals", "common", "misc", "base"}
CONCEPTS = ("catalogue", "institutions", "identity", "access", "administration", "delivery", "paper", "mailbox", "onboarding", "training")
ROLES = {"__init__", "apps", "models", "actions", "queries", "errors"}
NAMED = {  # modules named for slow work or for a fact of the domain; the docstring of each says why it is a word of its own
    "access": {
        "arriving",
        "coverage",
        "deciding",
        "network_rules",
        "rules",
        "scope",
        "expiry",
        "holding",
        "independence",
        "machines",
        "never_together",
        "proof",
        "proposals",
        *("confirmations", "invitations", "machine_rules", "matrix", "signing", "merging", "own_password", "register", "reviews", "succession"),
        "staff",
        "temporary_password",
    },
    "administration": {"changes", "importing", "matching", "report", "rows", "search"},
    "institutions": {"calendar"},
    "identity": {
        *("code_app", "code_card", "eid_card", "federated", "hashing", "holders"),
        *("means", "open_sessions", "passkeys", "passwords", "preferences"),
    },
    "delivery": {
        *("channel", "checking", "file_names", "intake", "manifest", "mergers", "receiving", "sent"),
        *("outcomes", "publishing", "rehearsal", "report", "rows", "search"),
        *("damage", "evidence", "scrubbing"),
    },
    "mailbox": {"filters", "ranges", "reading", "year"},
    "onboarding": {"board", "conditions", "holding", "letters", "seen"},
}
LONGEST_MODULE, LONGEST_TEST, LONGEST_FUNCTION = 300, 400, 60


def nameless_modules(source: Path) -> list[str]:
    """Modules whose name says nothing."""
    return [str(file.relative_to(source)) for file in python_files(source) if file.stem in NO_NAMES or file.parent.name in NO_NAMES]


def strangers_in_concepts(source: Path) -> list[str]:
    """Files of a concept app that are neither one of the roles nor named in `NAMED`."""
    return [
        f"{concept}/{file.relative_to(source / concept)}"
        for concept in CONCEPTS
        for file in python_files(source / concept)
        if file.stem not in ROLES | NAMED.get(concept, set()) and not file.stem.endswith(("_actions", "_errors"))
    ]


def too_long(folder: Path, longest: int) -> list[str]:
    """Modules and functions over their length."""
    found = []
    for file in python_files(folder):
        text = file.read_text()
        name, lines = file.relative_to(folder), len(text.splitlines())
        found += [f"{name}: {lines} lines"] if lines > longest else []
        spans = [(node.name, (node.end_lineno or 0) - node.lineno + 1) for node in functions(ast.parse(text))]
        found += [f"{name}:{function}: {span} lines" for function, span in spans if span > LONGEST_FUNCTION]
    return found


def hidden_behaviour(source: Path) -> list[str]:
    """`save()` or `delete()` overridden in models, and signal receivers: what happens must stand in an action."""
    found = []
    for file in python_files(source):
        text = file.read_text()
        if file.name == "models.py":
            found += [f"{file.relative_to(source)}: def {name}" for name in re.findall(r"^    def (save|delete)\(", text, flags=re.MULTILINE)]
        if re.search(r"^@receiver\b", text, flags=re.MULTILINE):
            found.append(f"{file.relative_to(source)}: @receiver")
    return found


def module_tree(concept: str, name: str) -> ast.Module:
    """The syntax tree of one named module, or of the package of that name."""
    module = SOURCE / concept / f"{name}.py"
    return ast.parse((module if module.exists() else SOURCE / concept / name / "__init__.py").read_text())


def test_no_module_has_a_name_that_says_nothing():
    assert nameless_modules(SOURCE) == []


def test_a_concept_has_its_role_files_and_named_modules_only():
    assert strangers_in_concepts(SOURCE) == []


def test_a_named_module_says_why_it_is_a_word_of_its_own():
    silent = [f"{concept}/{name}" for concept, names in NAMED.items() for name in names if not ast.get_docstring(module_tree(concept, name))]

    assert silent == []


def test_modules_and_functions_stay_small():
    assert too_long(SOURCE, LONGEST_MODULE) == []
    assert too_long(ROOT / "tests", LONGEST_TEST) == []


def test_nothing_happens_behind_an_action():
    assert hidden_behaviour(SOURCE) == []


def test_planted_modules_are_named(tmp_path):
    long = "def walk():\n" + "    pass\n" * 61 + "\n" * 300
    plant(
        tmp_path, delivery__utils_dot_py="", access__walking_dot_py=long, mailbox__models_dot_py="class Opening:\n    def save(self):\n        pass\n"
    )

    assert nameless_modules(tmp_path) == ["delivery/utils.py"]
    assert strangers_in_concepts(tmp_path) == ["access/walking.py", "delivery/utils.py"]
    assert too_long(tmp_path, LONGEST_MODULE) == ["access/walking.py: 362 lines", "access/walking.py:walk: 62 lines"]
    assert hidden_behaviour(tmp_path) == ["mailbox/models.py: def save"]
