"""What it costs to read: the list of a very full page, and a download with its event, beside the plain application in turn.

`python -m bench.reading [--documents 100000] [--rounds 3] [--database sqlite|postgresql] [--json FILE]`. Both servers run throughout, behind
gunicorn with the same processes and threads; the asking alternates, so that what else the machine does falls on both.
"""

# ruff: noqa: S311, T201 (chance that must be the same every time; it prints its result)
from __future__ import annotations

import json
import random
import sqlite3
import statistics
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.browser import Browser
from bench.load import Asked, Took, load
from bench.servers import PLAIN_TOKEN, ROOT, Database, database, filled, plain, product

READERS, FILES = 8, 500
PORT, PLAIN_PORT = 18_461, 18_462


@dataclass(frozen=True, slots=True)
class Line:
    """One measure: the product and the plain application, and what the ratio should be."""

    name: str
    unit: str
    product: list[float]
    plain: list[float]
    target: float
    less_is_better: bool

    @property
    def ratio(self) -> float:
        """The product to the plain application, by their medians."""
        return statistics.median(self.product) / statistics.median(self.plain)

    @property
    def reached(self) -> bool:
        """Whether the target is reached."""
        return self.ratio <= self.target if self.less_is_better else self.ratio >= self.target


def main() -> None:
    asked = ArgumentParser()
    asked.add_argument("--documents", type=int, default=100_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--seconds", type=int, default=4)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--plain-python", type=Path, default=ROOT / ".bench" / "plain" / "bin" / "python")
    asked.add_argument("--folder", type=Path, default=ROOT / ".bench" / "reading")
    asked.add_argument("--json", type=Path)
    options = asked.parse_args()
    took = measure(options)
    lines = _lines(took)
    _show(lines, took)
    if options.json:
        options.json.write_text(json.dumps([asdict(line) | {"ratio": line.ratio, "reached": line.reached} for line in lines], indent=1))


def measure(options: Namespace) -> dict[str, list[Took]]:
    """All rounds; by the name of what was asked."""
    folder = options.folder / options.database
    with database(options.database, folder) as rows:
        rows.create("product", "plain")
        made = filled(folder / "data", rows.address("product"), documents=options.documents, files=FILES, readers=READERS)
        with (
            product(folder / "data", rows.address("product"), PORT),
            plain(options.plain_python, folder / "plain", rows.server, PLAIN_PORT, options.documents),
        ):
            return _rounds(made, options, rows, folder)


def _rounds(made: dict[str, Any], options: Namespace, rows: Database, folder: Path) -> dict[str, list[Took]]:
    took: dict[str, list[Took]] = defaultdict(list)
    token = ("Authorization", f"Token {PLAIN_TOKEN}")
    for number in range(options.rounds + 1):  # the first warms up and is not counted
        cookies = [_signed_in(means) for means in made["readers"]]
        the_list = [Asked(f"/pages/{made['page']}/?before={made['half']}", "Cookie", cookies[0])]
        each_once = _downloads(made, cookies, number)
        before = _events(rows, folder)
        steps = {
            "list": (PORT, the_list, 1),
            "plain list": (PLAIN_PORT, [Asked("/documents/?recipient=big", *token)], 1),
            "download": (PORT, each_once, 8),
            "plain download": (PLAIN_PORT, [Asked(f"/documents/{n}/download/", *token) for n in range(1, 1_000)], 8),
            "again": (PORT, each_once[:50], 8),
        }
        answers = {name: load(port, what, connections=connections, seconds=options.seconds) for name, (port, what, connections) in steps.items()}
        written = _events(rows, folder) - before
        if written < answers["download"].requests:
            raise RuntimeError(f"{answers['download'].requests} downloads, but {written} events: not every request was another document")
        for name, answer in answers.items():
            took[name] += [answer] if number else []
    return took


def _signed_in(means: dict[str, Any]) -> str:
    browser = Browser(PORT)
    browser.sign_in(means)
    return browser.cookie


def _downloads(made: dict[str, Any], cookies: list[str], number: int) -> list[Asked]:
    """Every document by every reader, in a session of this round: each is an opening of its own, with its event."""
    paths = [f"/pages/{made['page']}/documents/{document}/files/0/download" for document in made["documents"]]
    every = [Asked(path, "Cookie", cookie) for path in paths for cookie in cookies]
    random.Random(number).shuffle(every)
    return every


def _events(rows: Database, folder: Path) -> int:
    """How many openings are written down."""
    question = "SELECT count(*) FROM audit_event WHERE verb = 'delivery.opened'"
    if not rows.server:
        with sqlite3.connect(folder / "data" / "institutional-pages.sqlite3") as connection:
            return int(connection.execute(question).fetchone()[0])
    import psycopg

    with psycopg.connect(rows.address("product")) as server:
        found = server.execute(question).fetchone()
        return int(found[0]) if found else 0


def _lines(took: dict[str, list[Took]]) -> list[Line]:
    def middle(name: str) -> list[float]:
        return [answer.p50 for answer in took[name]]

    def rate(name: str) -> list[float]:
        return [answer.per_second for answer in took[name]]

    return [
        Line("list, half-way", "ms", middle("list"), middle("plain list"), 0.4, less_is_better=True),
        Line("download of 60 KB, each with its event", "a second", rate("download"), rate("plain download"), 2.0, less_is_better=False),
        Line("download again in the same session", "a second", rate("again"), rate("plain download"), 2.0, less_is_better=False),
    ]


def _show(lines: list[Line], took: dict[str, list[Took]]) -> None:
    print(f"{'':42}{'product':>22}{'plain':>22}{'ratio':>8}{'target':>8}")
    for line in lines:
        numbers = [f"{statistics.median(those):.1f} ({min(those):.1f}-{max(those):.1f})" for those in (line.product, line.plain)]
        sign = "<=" if line.less_is_better else ">="
        words = f"{line.name}, {line.unit}"
        print(f"{words:50}{numbers[0]:>22}{numbers[1]:>22}{line.ratio:8.2f} {sign}{line.target} {'PASS' if line.reached else 'missed'}")
    slowest = {name: statistics.median(answer.p99 for answer in answers) for name, answers in took.items()}
    print("slowest hundredth, ms:", ", ".join(f"{name} {time:.1f}" for name, time in slowest.items()))


if __name__ == "__main__":
    main()
