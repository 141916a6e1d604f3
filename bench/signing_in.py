"""What it costs to sign in beside the hash of what was typed: `python -m bench.signing_in [--times 40] [--database sqlite|postgresql] [--json FILE]`.

The server that people use (`ipages serve`) answers the password and then the code; between the two the same hash is made here by itself, in the
same seconds on the same machine. What is left is the rest of the step: rights, networks, events, the new session and the answer.
"""

# ruff: noqa: T201 (it prints its result)
from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from typing import Any

from argon2.low_level import Type, hash_secret

from bench.browser import Browser
from bench.servers import ROOT, database, filled, product

PORT = 18_463
MOST_MS = 15.0
READERS, CODES_OF_A_CARD = 8, 20  # of 24; the last ones bring a warning with them


def main() -> None:
    asked = ArgumentParser()
    asked.add_argument("--times", type=int, default=40)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--folder", type=Path, default=ROOT / ".bench" / "signing-in")
    asked.add_argument("--json", type=Path)
    options = asked.parse_args()
    times = min(options.times, READERS * CODES_OF_A_CARD)
    folder = options.folder / options.database
    with database(options.database, folder) as rows:
        rows.create("product")
        made = filled(folder / "data", rows.address("product"), documents=1_000, files=0, readers=READERS)
        with product(folder / "data", rows.address("product"), PORT):
            took = [_once(made["readers"][number % READERS]) for number in range(times + 2)][2:]  # the first two wake the processes up
    result = {name: [each[name] for each in took] for name in took[0]}
    _show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))


def _once(means: dict[str, Any]) -> dict[str, float]:
    """Milliseconds: of the hash alone before, of both steps, and what they took beyond it."""
    own_hash = _hash()
    password, code = (1_000 * seconds for seconds in Browser(PORT).sign_in(means))
    own_hash = (own_hash + _hash()) / 2
    beyond = {"password beyond the hash": password - own_hash, "code beyond the hash": code - own_hash}
    return {"hash": own_hash, "password": password, "code": code, **beyond}


def _hash() -> float:
    """As `identity.hashing.StandardHasher`: argon2id, 19 MiB, two passes, one lane."""
    begun = time.perf_counter()
    hash_secret(b"een heel lang wachtwoord", b"0123456789abcdef", time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, type=Type.ID)
    return 1_000 * (time.perf_counter() - begun)


def _show(result: dict[str, list[float]]) -> None:
    print("| ms | median | least | most | target | |\n| --- | --- | --- | --- | --- | --- |")
    for name, times in result.items():
        judged = f"≤ {MOST_MS:.0f} | {'PASS' if median(times) <= MOST_MS else 'missed'}" if "beyond" in name else " | "
        print(f"| {name} | {median(times):.1f} | {min(times):.1f} | {max(times):.1f} | {judged} |")


if __name__ == "__main__":
    main()
