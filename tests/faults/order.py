"""Reads what strace wrote down of `ipages publish`, and says for which file the order of the contract was broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

CALLS = "write,pwrite64,fsync,fdatasync,link,linkat,rename,renameat,renameat2,sendto,recvfrom"
STRACE = ["strace", "-f", "-y", "-s", "100000", "-e", f"trace={CALLS}", "-e", "signal=none"]
BEGUN = re.compile(r"^(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
RESUMED = re.compile(r"^(?P<pid>\d+) +<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)$")
KEY = re.compile(r"documents/(\d{4}/\d\d/\d\d/[0-9a-f-]{36})")


@dataclass
class Call:
    """One call to the system, by the lines at which it began and ended."""

    name: str
    text: str
    begin: int
    end: int

    def on(self, ending: str) -> bool:
        """Whether its file (the first argument) has a name that ends so."""
        return self.text.partition(">")[0].endswith(ending)


def read_calls(lines: list[str]) -> list[Call]:
    """Every call in the order of its beginning; those that failed are left out."""
    calls, waiting = [], {}
    for number, line in enumerate(lines):
        if begun := BEGUN.match(line):
            call = Call(begun["name"], begun["rest"], number, number)
            calls.append(call)
            if line.endswith("<unfinished ...>"):
                waiting[begun["pid"]] = call
        elif (resumed := RESUMED.match(line)) and (call := waiting.pop(resumed["pid"], None)):
            call.end, call.text = number, call.text.removesuffix(" <unfinished ...>") + resumed["rest"]
    return [call for call in calls if not re.search(r"\) += -1 E[A-Z]+ ", call.text[-200:])]


def broken_order(lines: list[str]) -> list[str]:
    """What was not done, or too early: write, fsync, name, fsync of the folder, row, commit, answer; empty for a trace of which all is right."""
    calls = read_calls(lines)
    keys = sorted(
        {match[1] for call in calls if call.name in ("link", "linkat", "rename", "renameat", "renameat2") for match in KEY.finditer(call.text)}
    )
    answers = [call for call in calls if call.name == "write" and call.text.startswith("1<")]
    if not keys or not answers:
        return ["nothing was stored or nothing answered"]
    return [wrong for key in keys for wrong in _broken(key, calls, answers[0])]


def _broken(key: str, calls: list[Call], answer: Call) -> Iterator[str]:
    written = [call for call in calls if call.name in ("write", "pwrite64") and _on_key(call, key)]
    steps = [
        ("written", written[-1] if written else None),
        ("fsync", _first(calls, lambda call: call.name in ("fsync", "fdatasync") and _on_key(call, key), written[-1] if written else None)),
        ("name", _first(calls, lambda call: call.name.startswith(("link", "rename")) and key in call.text)),
    ]
    folder = f"documents/{Path(key).parent}"
    steps.append(("fsync of the folder", _first(calls, lambda call: call.name == "fsync" and call.on(folder), steps[-1][1])))
    row = _first(calls, lambda call: (call.on("-wal") or call.name == "sendto") and key in call.text)
    steps += [("row", row), ("commit", _commit(calls, row)), ("answer", answer)]
    for (before, earlier), (after, later) in pairwise(steps):
        if earlier is None or later is None or earlier.end > later.begin:
            yield f"{key}: {after} before {before}"


def _on_key(call: Call, key: str) -> bool:
    return key in call.text.partition(">")[0]


def _first(calls: list[Call], which, after: Call | None = None) -> Call | None:
    begin = after.end if after else -1
    return next((call for call in calls if call.begin > begin and which(call)), None)


def _commit(calls: list[Call], row: Call | None) -> Call | None:
    """The flush of SQLite's log after the row, or the answer of PostgreSQL to the COMMIT after it."""
    if row is None:
        return None
    if row.name != "sendto":
        return _first(calls, lambda call: call.name in ("fsync", "fdatasync") and call.on("-wal"), row)
    sent = _first(calls, lambda call: call.name == "sendto" and "COMMIT" in call.text, row)
    return _first(calls, lambda call: call.name == "recvfrom", sent) if sent else None
