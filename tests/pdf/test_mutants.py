"""Broken files: each is answered in time, none raises, and no child is lost over one."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from institutional_pages.pdf.findings import CODES
from institutional_pages.pdf.gate import Gate, Limits

from .crafted import ACTIVE, TWINS, Objects, letter, packed, written
from .makers import attached_to_a_pdf_a_3, typeset
from .test_gate import pid
from .test_policy import ATTACHED, MASKED, SPOKEN, encrypted, revised

SEED = 20061
LONGEST_SECONDS = 30
FEW = (1, 1, 1, 2, 3, 8)  # wounds in one file: many end the reading at its beginning
FILES = [
    written(letter()),
    packed(letter()),
    typeset("1.7"),
    attached_to_a_pdf_a_3(),
    encrypted(user="", by_chance=False),
    revised(written(letter())),
]
LETTERS = [letter(), ATTACHED, MASKED, SPOKEN, *(objects for _, objects in ACTIVE.values()), *TWINS.values()]
TOKEN = re.compile(rb"/[\w#]+|\d+ 0 R|-?\d+|<<|>>|[\[\]]|\(.*?\)")
WORDS = (b"obj", b"endobj", b"stream", b"endstream", b"<<", b">>", b"[", b"/Length", b"/Kids", b" 0 R", b"/Type", b"xref", b"-1", b"999999999999")


@pytest.mark.parametrize("part", range(10))
def test_two_thousand_mutants_are_all_answered(tmp_path: Path, record_property: Callable[[str, object], None], part: int) -> None:
    record_property("verdicts on mutants", answer_mutants(tmp_path / "mutant.pdf", 200, SEED + part))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(20))
def test_twenty_thousand_mutants_are_all_answered(tmp_path: Path, record_property: Callable[[str, object], None], part: int) -> None:
    record_property("verdicts on mutants", answer_mutants(tmp_path / "mutant.pdf", 1000, 2 * SEED + part))


def test_mutants_are_the_same_every_time_and_no_two_are_alike() -> None:
    first, again = ([mutant(chance) for _ in range(100)] for chance in (random.Random(SEED), random.Random(SEED)))

    assert first == again
    assert len(set(first)) > 95


def answer_mutants(document: Path, number: int, seed: int) -> dict[str, int]:
    """How often each verdict was given. A child that ended without having reached a limit was lost over its document: then this fails."""
    chance, verdicts = random.Random(seed), Counter[str]()
    with Gate(limits=Limits(documents=number + 1)) as gate:
        for _ in range(number):
            document.write_bytes(mutant(chance))
            before, started = pid(gate), time.monotonic()
            verdict = gate.inspect(document)
            assert time.monotonic() - started < LONGEST_SECONDS
            assert verdict.accepted or verdict.code in CODES
            if verdict.code == "pdf_too_complex":
                gate.inspect(document.parent)  # starts the next child
            else:
                assert pid_or_none(gate) == before, f"a child was lost over a mutant: {verdict}"
            verdicts[verdict.code or "accepted"] += 1
        document.write_bytes(FILES[0])
        assert gate.inspect(document).accepted
    return dict(verdicts)


def mutant(chance: random.Random) -> bytes:
    """A file with wounds in its bytes, or in its objects and written soundly, or both."""
    if chance.random() < 0.5:
        return wounded(chance.choice(FILES), chance)
    file = chance.choice((written, packed))(changed(chance.choice(LETTERS), chance))
    return wounded(file, chance) if chance.random() < 0.2 else file


def changed(objects: Objects, chance: random.Random) -> Objects:
    """Objects changed for each other, doubled, gone or with tokens of another; root and pages seldom, as without them nothing is looked at."""
    objects = dict(objects)
    for _ in range(chance.choice(FEW)):
        numbers = [number for number in objects if number > 2 or chance.random() < 0.1] or list(objects)
        one, other = chance.choice(numbers), chance.choice(list(objects))
        change = chance.choice(("swap", "double", "drop", "tokens", "tokens", "tokens", "tokens"))
        if change == "swap":
            objects[one], objects[other] = objects[other], objects[one]
        elif change == "double":
            objects[one] = objects[other]
        elif change == "drop" and len(objects) > 2:
            del objects[one]
        else:
            objects[one] = with_tokens_moved(objects[one], objects[other], chance)
    return objects


def with_tokens_moved(content: bytes, donor: bytes, chance: random.Random) -> bytes:
    """`content` with a token of its own replaced by one of `donor`."""
    places, offers = list(TOKEN.finditer(content)), TOKEN.findall(donor)
    if not places or not offers:
        return content
    place = chance.choice(places)
    return content[: place.start()] + chance.choice(offers) + content[place.end() :]


def wounded(source: bytes, chance: random.Random) -> bytes:
    """The source with bytes changed, cut, doubled, or replaced by words that mean something."""
    content = bytearray(source)
    for _ in range(chance.choice(FEW)):
        at, length = chance.randrange(len(content)), chance.randint(1, 40)
        wound = chance.choice(("flip", "flip", "flip", "word", "word", "cut", "double"))
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


def pid_or_none(gate: Gate) -> int | None:
    return gate._child.pid if gate._child is not None and gate._child.poll() is None else None
