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
        for tree in [ast.parse(file.read_text())]
        for function in tree.body
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and not function.name.startswith("_")
        for lack in _lacks(function, tree)
    ]


def _lacks(function: ast.FunctionDef | ast.AsyncFunctionDef, module: ast.Module) -> list[str]:
    arguments = function.args
    lacks = []
    if "transaction.atomic" not in {ast.unparse(decorator) for decorator in function.decorator_list}:
        lacks.append("no @transaction.atomic")
    if arguments.args or arguments.posonlyargs or arguments.vararg:
        lacks.append("arguments must be keyword-only")
    if not ast.get_docstring(function):
        lacks.append("no docstring")
    if not _records(function, module):
        lacks.append("no audit.record")
    return lacks


def _records(function: ast.AST, module: ast.Module, seen: frozenset[str] = frozenset()) -> bool:
    """Whether `function` writes an event, itself or through another function of the same module."""
    called = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    names = {node.id for node in called if isinstance(node, ast.Name)} | {node.attr for node in called if isinstance(node, ast.Attribute)}
    nearby = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name in names - seen]
    return bool(names & RECORDING) or any(_records(node, module, seen | names) for node in nearby)


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
