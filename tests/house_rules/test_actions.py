"""One verb of the domain = one action = one transaction = one audit event: every `actions.py` is read, not run."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from .reading import SOURCE, plant, python_files

RECORDING = {"record", "record_many"}


def actions_that_break_the_rules(source: Path) -> list[str]:
    """`file:function: what it lacks` for each public function of each `actions.py` and `…_actions.py`."""
    return [
        f"{file.relative_to(source)}:{function.name}: {lack}"
        for file in python_files(source)
        if file.name == "actions.py" or file.name.endswith("_actions.py")
        for nearby in [_functions_beside(file)]
        for function in ast.parse(file.read_text()).body
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and not function.name.startswith("_")
        for lack in _lacks(function, nearby)
    ]


def _functions_beside(file: Path) -> list[ast.FunctionDef]:
    """The functions of every module of the same concept: an action may leave a step, with its event, to one of them."""
    trees = [ast.parse(module.read_text()) for module in file.parent.glob("*.py")]
    return [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]


def _lacks(function: ast.FunctionDef | ast.AsyncFunctionDef, nearby: list[ast.FunctionDef]) -> list[str]:
    arguments = function.args
    lacks = []
    if "transaction.atomic" not in {ast.unparse(decorator) for decorator in function.decorator_list}:
        lacks.append("no @transaction.atomic")
    if arguments.args or arguments.posonlyargs or arguments.vararg:
        lacks.append("arguments must be keyword-only")
    if not ast.get_docstring(function):
        lacks.append("no docstring")
    if not _records(function, nearby):
        lacks.append("no audit.record")
    return lacks


def _records(function: ast.AST, nearby: list[ast.FunctionDef], seen: frozenset[str] = frozenset()) -> bool:
    """Whether `function` writes an event, itself or through another function of its concept."""
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    names = {node.id for node in called if isinstance(node, ast.Name)} | {node.attr for node in called if isinstance(node, ast.Attribute)}
    steps = [node for node in nearby if node.name in names - seen]
    return bool(names & RECORDING) or any(_records(node, nearby, seen | names) for node in steps)


def test_every_action_is_one_transaction_with_one_event():
    found = actions_that_break_the_rules(SOURCE)

    assert found == []


GOOD = '''
@transaction.atomic
def give(*, reader):
    """Open the page."""
    audit.record(reader, "access.given")
'''


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("@transaction.atomic\n", "", "no @transaction.atomic"),
        ("*, reader", "reader", "arguments must be keyword-only"),
        ('    """Open the page."""\n', "", "no docstring"),
        ('audit.record(reader, "access.given")', "return reader", "no audit.record"),
    ],
)
def test_an_action_that_lacks_something_is_named(tmp_path, before, after, told):
    plant(tmp_path, access__actions_dot_py=GOOD.replace(before, after))

    found = actions_that_break_the_rules(tmp_path)

    assert found == [f"access/actions.py:give: {told}"]


@pytest.mark.parametrize("call", ["audit.record(1)", "record(1)", "record_many([])", "_note()\ndef _note():\n    record(1)"])
def test_an_event_may_be_written_in_each_of_our_ways(tmp_path, call):
    plant(tmp_path, access__actions_dot_py=GOOD.replace('audit.record(reader, "access.given")', call))

    assert actions_that_break_the_rules(tmp_path) == []


def test_an_event_may_be_written_by_a_step_of_the_same_concept_and_of_no_other(tmp_path):
    action = GOOD.replace('audit.record(reader, "access.given")', "expiry.end(reader)")
    step = "def end(reader):\n    audit.record(reader)\n"
    plant(tmp_path, access__actions_dot_py=action, access__expiry_dot_py=step, paper__actions_dot_py=action)

    assert actions_that_break_the_rules(tmp_path) == ["paper/actions.py:give: no audit.record"]
