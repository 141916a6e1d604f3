"""Each class of the table in `docs/gate.md` has a file that shows it and one that only looks like it; the table says what becomes of them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from institutional_pages.pdf import findings, walk
from institutional_pages.pdf.gate import Gate, Limits, Profile, Verdict

from .crafted import ACTIVE, HARMLESS, TWINS, hidden_in_a_second_table, letter, packed, stream, written
from .makers import attached_to_a_pdf_a_3, typeset
from .test_gate import drawing_forever
from .test_policy import ATTACHED, FORGIVEN, MASKED, SOUND, SPOKEN, encrypted

PAPER = Path(__file__).parents[2] / "docs" / "gate.md"
ROW = re.compile(r"^\| ([^|]+) \| (refused|warning|passes) \| (refused|warning|passes) \| (?:`(\w+)`)? ?\|$", re.MULTILINE)
SCANNED = {"the virus scanner objects", "the virus scanner could not look through it all (its own limits)"}  # tests/pdf/test_malware.py
IN_BYTES = stream("", b"% /JavaScript \n0 0 5 5 re f")


class Class(NamedTuple):
    """Files of a class, and files that are none of it and pass without a warning."""

    shows: list[bytes]
    looks_alike: list[bytes]
    embedded_files: bool = False


def packed_page(content: bytes) -> bytes:
    return written(letter(more={4: stream("/Filter /FlateDecode", content)}))


CLASSES = {
    "an empty file, or no `%PDF-`": Class([b"", b"Dear centre,", b" " * 1024 + SOUND], [b"\n" * 500 + SOUND]),
    "pages, objects or streams": Class(
        [b"%PDF-1.7\nand no more", written(letter() | {2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), packed_page(b"not compressed")],
        [packed_page(zlib.compress(b"0 0 5 5 re f"))],
    ),
    "a file that opens only after repair": Class([SOUND.replace(b"startxref\n", b"startxref\n9"), SOUND[:-120]], [SOUND + b"\n% and no more\n"]),
    "a key twice in one dictionary": Class(
        [form(letter(catalog="/Lang (nl) /Lang (fr)")) for form in (written, packed)], [written(letter(catalog="/Lang (nl)", page="/Lang (nl)"))]
    ),
    "a password is needed": Class([encrypted(user="secret")], [SOUND]),
    "it opens with an empty password": Class([encrypted(user="")], [SOUND]),
    "JavaScript, Launch, SubmitForm": Class(
        [form(objects) for _, objects in ACTIVE.values() for form in (written, packed)],
        [form(objects) for objects in TWINS.values() for form in (written, packed)],
    ),
    "such a name in the bytes": Class([written(letter(more={4: IN_BYTES}))], [written(HARMLESS["the words as text"])]),
    "the same, and the syntax is damaged": Class([written(FORGIVEN | {4: IN_BYTES})], [written(TWINS["JavaScript"])]),
    "the second reader cannot open it": Class(
        [
            written(letter(box="[0 0 20000 842]")),
            written(letter(box="[0 0 0 842]")),
            written(letter() | {2: b"<< /Type /Pages /Kids [3 0 R] /Count 7 >>"}),
        ],
        [written(letter(box="[0 0 14400 842]")), written(letter() | {2: b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>", 6: letter()[3]})],
    ),
    "two readings of a page": Class(
        [written(MASKED), packed(MASKED), hidden_in_a_second_table(letter(), letter()[4])], [written(SPOKEN), packed(SPOKEN)]
    ),
    "notes on syntax": Class([written(FORGIVEN)], [written(letter(catalog="/AcroForm << /Fields [] >>"))]),
    "a limit": Class([written(drawing_forever())], [written(HARMLESS["a form drawn on the page"])]),
    "files inside": Class([written(ATTACHED), attached_to_a_pdf_a_3()], [typeset("a-3b")]),
    "files inside a PDF/A-3": Class([attached_to_a_pdf_a_3()], [typeset("a-3b")], embedded_files=True),
    "a plain link": Class([written(HARMLESS["a link"])], [SOUND]),
}


class Row(NamedTuple):
    """What the paper says of a class."""

    seen: str
    strict: str
    lenient: str
    code: str


@cache
def paper() -> dict[str, Row]:
    """The rows of the table by the class of the tests that they are about."""
    rows = [Row(*found) for found in ROW.findall(PAPER.read_text())]
    return {max((name for name in CLASSES if row.seen.startswith(name)), key=len, default=row.seen): row for row in rows}


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[bytes, Profile, bool], Verdict]]:
    """Looks at bytes through the whole gate, with one child for each way of looking."""
    document = tmp_path_factory.mktemp("classes") / "letter.pdf"
    gates: dict[tuple[Profile, bool], Gate] = {}

    def look(content: bytes, profile: Profile, embedded_files: bool) -> Verdict:
        document.write_bytes(content)
        if (profile, embedded_files) not in gates:
            gates[profile, embedded_files] = Gate(profile=profile, embedded_files=embedded_files, limits=Limits(memory_bytes=150 * 1024 * 1024))
        return gates[profile, embedded_files].inspect(document)

    yield look
    for gate in gates.values():
        gate.close()


def test_every_class_of_the_paper_has_its_files_and_no_other_is_tried() -> None:
    assert set(paper()) == set(CLASSES) | SCANNED
    assert {row.code for row in paper().values()} - {""} == set(findings.CODES)


def test_every_kind_of_active_content_stands_in_the_paper_and_has_a_file_and_a_twin() -> None:
    by_word = set(walk.ACTIONS.values()) | set(walk.MEDIA.values())
    by_place = set(re.findall(r'seen\.found\("(\w+)"', Path(walk.__file__).read_text()))
    told = {"ReferenceXObject": "a reference XObject", "ExternalStream": "an external stream", "AutomaticURI": "an address that opens by itself"}
    told["Thread"] = "a thread of another file"

    assert {name for name, _ in ACTIVE.values()} == set(TWINS) == by_word | by_place
    assert [kind for kind in TWINS if told.get(kind, kind) not in paper()["JavaScript, Launch, SubmitForm"].seen] == []


@pytest.mark.parametrize("profile", ["strict", "lenient"])
@pytest.mark.parametrize("name", CLASSES)
def test_what_the_paper_says_becomes_of_each_class_in_each_profile(looked, name: str, profile: Profile) -> None:
    row, (shows, looks_alike, embedded_files) = paper()[name], CLASSES[name]

    for content in shows:
        assert outcome(looked(content, profile, embedded_files)) == (getattr(row, profile), row.code if getattr(row, profile) == "refused" else "")
    for content in looks_alike:
        assert outcome(looked(content, profile, embedded_files)) == ("passes", "")


def test_files_inside_are_expected_of_a_pdf_a_3_only(looked) -> None:
    assert outcome(looked(written(ATTACHED), "strict", True)) == ("warning", "")


def outcome(verdict: Verdict) -> tuple[str, str]:
    """In the words of the paper."""
    if not verdict.accepted:
        return "refused", verdict.code
    return ("warning" if verdict.warnings else "passes"), ""
