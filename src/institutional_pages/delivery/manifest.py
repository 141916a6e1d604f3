"""The list that comes with a run: JSON Lines or CSV with the same headings (design.md §6)."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from institutional_pages.delivery.errors import BadManifest, NoManifest

REQUIRED = ("path", "institution", "kind", "law")
COLUMNS = (*REQUIRED, "reference", "period", "language", "subject", "date", "annexes", "replaces", "sha256")
LONGEST = {"path": 500, "annexes": 500, "reference": 200, "subject": 300}


@dataclass(frozen=True, slots=True)
class Line:
    """One file that the manifest lists, as it was sent: nothing is looked up yet."""

    path: str
    institution: str
    kind: str
    law: str
    reference: str = ""
    period: str = ""
    language: str = ""
    subject: str = ""
    date: str = ""
    annexes: tuple[str, ...] = ()
    replaces: str = ""
    sha256: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """For the item's row."""
        return {name: value for name in COLUMNS if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The lines and the digest that names the run; paths are below `folder`."""

    path: Path
    digest: str
    lines: tuple[Line, ...]

    @property
    def folder(self) -> Path:
        return self.path.parent


def line_of(facts: dict[str, Any]) -> Line:
    """The line that an item's `facts` hold."""
    return Line(**{**facts, "annexes": tuple(facts.get("annexes", ()))})


def read_manifest(path: Path) -> Manifest:
    """The manifest at `path`, a file or a folder that holds `manifest.jsonl` or `manifest.csv`; `BadManifest` names the line."""
    found = _find(path)
    content = found.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadManifest(path=found, line=1 + content[: problem.start].count(b"\n"), problem="is not UTF-8.") from problem
    rows = _json_rows(found, text) if found.suffix == ".jsonl" else _csv_rows(found, text)
    lines = tuple(_lines(found, rows))
    return Manifest(path=found, digest=hashlib.sha256(content).hexdigest(), lines=lines)


def _find(path: Path) -> Path:
    candidates = [path / "manifest.jsonl", path / "manifest.csv"] if path.is_dir() else [path]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise NoManifest(path=path)


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, raw in enumerate(text.split("\n"), start=1):  # not splitlines: U+2028 may stand inside a text
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except (ValueError, RecursionError) as problem:
            raise BadManifest(path=path, line=number, problem="is not JSON.") from problem
        if not isinstance(row, dict):
            raise BadManifest(path=path, line=number, problem="is not a JSON object.")
        yield number, row


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",", restkey="")
    missing = [name for name in REQUIRED if name not in (reader.fieldnames or [])]
    if missing:
        raise BadManifest(path=path, line=1, problem=f"the heading {missing[0]} is missing.")
    while (row := _next_row(path, reader)) is not None:
        if "" in row:
            raise BadManifest(path=path, line=reader.line_num, problem="has more cells than headings.")
        yield reader.line_num, {**row, "annexes": [part for part in (row.get("annexes") or "").split("|") if part]}


def _next_row(path: Path, reader: csv.DictReader[str]) -> dict[str, Any] | None:
    try:
        return next(reader, None)
    except csv.Error as problem:
        raise BadManifest(path=path, line=reader.line_num, problem=f"is not CSV: {problem}.") from problem


def _lines(path: Path, rows: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[Line]:
    seen: set[str] = set()
    for number, row in rows:
        line = _line(path, number, row)
        if line.path in seen:
            raise BadManifest(path=path, line=number, problem=f"{line.path} is listed twice.")
        seen.add(line.path)
        yield line


def _line(path: Path, number: int, row: dict[str, Any]) -> Line:
    unknown = [name for name in row if name not in COLUMNS]
    if unknown:
        raise BadManifest(path=path, line=number, problem=f"the heading {unknown[0]} is not known.")
    annexes = row.get("annexes") or []
    if not isinstance(annexes, list) or not all(isinstance(annex, str) for annex in annexes):
        raise BadManifest(path=path, line=number, problem="annexes is not a list of paths.")
    facts: dict[str, str] = {}
    for name in COLUMNS:
        if name != "annexes":
            facts[name] = _text(path, number, name, row.get(name))
    return Line(**facts, annexes=tuple(_text(path, number, "annexes", annex) for annex in annexes))


def _text(path: Path, number: int, name: str, value: Any) -> str:
    if value is None:
        value = ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadManifest(path=path, line=number, problem=f"{name} is not text.")
    text = str(value).strip()
    if name in REQUIRED and not text:
        raise BadManifest(path=path, line=number, problem=f"{name} is empty.")
    if not text.isprintable() and any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise BadManifest(path=path, line=number, problem=f"{name} holds a control character.")
    if len(text) > LONGEST.get(name, 200):
        raise BadManifest(path=path, line=number, problem=f"{name} is longer than {LONGEST.get(name, 200)} characters.")
    return text
