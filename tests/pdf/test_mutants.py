"""Broken files: each is answered in time, none raises, and the gate goes on."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from institutional_pages.pdf.findings import CODES
from institutional_pages.pdf.gate import Gate, Limits

from .crafted import ACTIVE, letter, packed, written
from .makers import typeset

SEED = 20061
WORDS = (b"obj", b"endobj", b"stream", b"endstream", b"<<", b">>", b"[", b"/Length", b"/Kids", b" 0 R", b"/Type", b"xref", b"-1", b"999999999999")


def test_three_hundred_mutants_are_all_answered(tmp_path: Path) -> None:
    answer_mutants(tmp_path, 300)


@pytest.mark.soak
def test_ten_thousand_mutants_are_all_answered(tmp_path: Path) -> None:
    answer_mutants(tmp_path, 10_000)


def answer_mutants(folder: Path, number: int) -> None:
    chance = random.Random(SEED)
    sources = [written(letter()), packed(letter()), typeset("1.7"), written(ACTIVE["an XFA form"][1])]
    document = folder / "mutant.pdf"
    with Gate(limits=Limits(wall_seconds=10.0)) as gate:
        for _ in range(number):
            document.write_bytes(mutant(chance.choice(sources), chance))
            started = time.monotonic()
            verdict = gate.inspect(document)
            assert verdict.accepted or verdict.code in CODES
            assert time.monotonic() - started < 15
        document.write_bytes(sources[0])
        assert gate.inspect(document).accepted


def mutant(source: bytes, chance: random.Random) -> bytes:
    """The source with one to eight wounds: bytes changed, cut, doubled, or replaced by words that mean something."""
    content = bytearray(source)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(content)), chance.randint(1, 40)
        wound = chance.choice(("flip", "cut", "double", "word"))
        if wound == "flip":
            content[at] ^= 1 << chance.randrange(8)
        elif wound == "cut":
            del content[at : at + length]
        elif wound == "double":
            content[at:at] = content[at : at + length]
        else:
            word = chance.choice(WORDS)
            content[at : at + len(word)] = word
    return bytes(content)
