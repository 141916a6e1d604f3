"""Change the rules and the gate a little, one change at a time, and count what the tests notice: `make mutants`, part of `make soak`.

What is changed, and which tests look, stands in `pyproject.toml` under `tool.mutmut`. Fails when fewer than `LEAST` of a hundred changes are noticed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mutmut.stats import status_by_exit_code

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
MUTMUT = Path(sys.executable).parent / "mutmut"
LEAST = 90  # of a hundred, in each module
NOTICED = {"killed", "timeout", "segfault"}


def results() -> Iterator[tuple[str, str, str]]:
    """Module, name and fate of every change; `survived` and `no tests` are the ones to read."""
    for file in sorted(MUTANTS.rglob("*.py.meta")):
        module = file.name.removesuffix(".py.meta")
        for name, code in json.loads(file.read_text())["exit_code_by_key"].items():
            yield module, name, status_by_exit_code[code]


def run(*names: str, at_once: int) -> None:
    """Try these changes, or all."""
    subprocess.run([MUTMUT, "run", "--max-children", str(at_once), *names], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Run, then print a line for each module and one for each change that nothing noticed, or that only ran out of time."""
    shutil.rmtree(MUTANTS, ignore_errors=True)
    run(at_once=2)
    late = [name for _, name, fate in results() if fate == "timeout"]
    if late:
        run(*late, at_once=1)  # alone, as a busy machine may have been what made them late
    noticed: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for module, name, fate in results():
        every[module] += 1
        noticed[module] += fate in NOTICED
        if fate != "killed":
            print(f"{fate}: {name}")
    for module in every:
        print(f"{module:15} {noticed[module]:4} of {every[module]:4} changes noticed: {100 * noticed[module] / every[module]:.1f} %")
    return int(not every or any(100 * noticed[module] < LEAST * every[module] for module in every))


if __name__ == "__main__":
    raise SystemExit(main())
