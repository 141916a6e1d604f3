"""`python -m bench.publishing`: publishing beside its peers, in turn, round after round; see README.md for what each is and is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import floor, gates, product, sftp, uploading
from bench.corpus import corpus
from bench.results import lines, summary

KEPT = product.ROOT / ".bench"
PLAIN = KEPT / "plain" / "bin" / "python"  # made by `make bench` from requirements.txt
QUICK = 300


def main() -> None:
    """Measure, print the table, and keep the facts where `--json` says."""
    options = _options()
    n = QUICK if options.quick else options.n
    folder, documents = corpus(KEPT, n, large=not options.quick)
    work = KEPT / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    with ExitStack() as servers:
        runs = _runs(folder, documents, work, options, servers)
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        memory: list[dict[str, Any]] = []
        for round_number in range(1, options.rounds + 1):
            for name, run in runs.items():
                os.sync()
                took = run()
                memory += [took] if isinstance(took, dict) else []
                seconds[name].append(took["seconds"] if isinstance(took, dict) else took)
                sys.stderr.write(f"round {round_number} of {options.rounds}: {name} {len(documents) / seconds[name][-1]:.0f} documents a second\n")
    shutil.rmtree(work)
    result = summary(seconds, memory, documents) | {
        "commit": _commit(),
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "database": _database(options),
    }
    sys.stdout.write("\n".join(lines(result)) + "\n")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")


def _options() -> Namespace:
    asked = ArgumentParser(prog="python -m bench.publishing")
    asked.add_argument("--n", type=int, default=3_000, help="usual documents; the six large ones come on top")
    asked.add_argument("--quick", action="store_true", help=f"{QUICK} documents, no large ones: to develop with, not to quote")
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--postgresql", action="store_true", help="the product on PostgreSQL from its wheel; the peers stay on SQLite")
    asked.add_argument("--json", type=Path, help="write everything there too")
    return asked.parse_args()


def _runs(folder: Path, documents: list[Any], work: Path, options: Namespace, servers: ExitStack) -> dict[str, Callable[[], Any]]:
    """What is measured, by name; each run works in a folder that is new."""
    data = servers.enter_context(product.prepared(work, postgresql=options.postgresql))
    client = servers.enter_context(sftp.server(work / "sshd"))

    def upload() -> float:
        with uploading.server(PLAIN, work / "upload") as port:
            return uploading.post_all(port, folder, documents)

    return {
        "product, full check": lambda: data.publish(folder),
        "a: gate alone": lambda: gates.look_at(folder, documents),
        "product, checked before": lambda: data.publish(folder, "--checked-before"),
        "b: plain upload": upload,
        "c: sftp with fsync": lambda: sftp.put_all(client, folder, documents, _fresh(work / "sftp")),
        "d: floor": lambda: floor.keep_all(folder, documents, _fresh(work / "floor")),
    }


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _commit() -> str:
    """The commit, with a plus when files of the product differ from it."""
    git = ["git", "-C", str(product.ROOT)]
    commit = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout.strip()
    changed = subprocess.run([*git, "status", "--porcelain", "--", "src"], capture_output=True, text=True, check=True).stdout.strip()
    return commit + ("+" if changed else "")


def _database(options: Namespace) -> str:
    return "PostgreSQL, synchronous_commit=on" if options.postgresql else "SQLite, WAL, synchronous=FULL"


if __name__ == "__main__":
    main()
