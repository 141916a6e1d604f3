"""F1: publishing is killed -9 anywhere; nothing is lost, nothing is double, nothing is half."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.delivery.kills import STEPS

ROOT = Path(__file__).parents[2]


def kill(database, count: int, seed: int) -> dict:
    command = [sys.executable, "-m", "tests.delivery.kills", str(database.data / "runs"), str(count), str(seed)]
    done = subprocess.run(command, cwd=ROOT, env=database.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_fifty_kills_lose_nothing_double_nothing_and_leave_nothing_half(committed_centres, capsys):
    result = kill(committed_centres, 50, seed=2006)

    with capsys.disabled():
        print("\nkills at each step of publishing:", result["hits"])
    assert result["problems"] == []
    assert set(result["hits"]) == set(STEPS)
    assert sum(result["hits"].values()) == 50


@pytest.mark.soak
def test_a_thousand_kills_lose_nothing_double_nothing_and_leave_nothing_half(committed_centres, capsys):
    result = kill(committed_centres, 1_000, seed=2026)

    with capsys.disabled():
        print("\nkills at each step of publishing:", result["hits"])
    assert result["problems"] == []
    assert min(result["hits"][step] for step in STEPS) >= 20
