"""How what acts is named to the sender: once for each object, with a note, and never more than an answer can hold."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from institutional_pages.pdf.findings import MOST_NAMED, Finding
from institutional_pages.pdf.policy import inspect
from institutional_pages.pdf.walk import Walk, walk

from .crafted import Objects, clicked, letter, stream, written

RICH_TEXT = Finding("AutomaticURI", 9, "an address in rich text (RV)")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return tmp_path / "letter.pdf"


def walked(document: Path, objects: Objects) -> Walk:
    document.write_bytes(written(objects))
    with pikepdf.open(document) as opened:
        return walk(opened)


def test_one_object_that_does_the_same_twice_is_named_once_and_two_objects_twice(document: Path) -> None:
    twice = "<< /A << /S /Launch >> /B << /S /Launch >> >>"

    assert walked(document, letter(more={9: twice, 10: twice})).active == [Finding("Launch", 9), Finding("Launch", 10)]


def test_everything_that_lies_inside_one_object_is_looked_at(document: Path) -> None:
    deep = "<< /A << /K << /S /Launch >> >> /B [<< /K << /S /GoToR >> >>] /C << /K [<< /S /Thread /F (b.pdf) >>] >> /D << /K << /X 1 >> >> >>"

    assert {each.name for each in walked(document, letter(more={9: deep})).active} == {"Launch", "GoToR", "Thread"}


def test_a_thread_of_another_file_and_an_address_are_named_with_a_note(document: Path) -> None:
    document.write_bytes(written(clicked("<< /S /Thread /F (b.pdf) /D (x) >>")))
    assert inspect(document).findings == (Finding("Thread", 9, "a thread of another file"),)

    document.write_bytes(written(letter(page="/AA << /O 9 0 R >>", more={9: "<< /S /URI /URI (https://example.org/seen) >>"})))
    assert inspect(document).findings == (Finding("AutomaticURI", 9, "https://example.org/seen"),)


@pytest.mark.parametrize(
    ("inside", "finding"),
    [
        ("<< /JS (app.alert\\(1\\)) >>", Finding("JavaScript", 9)),
        ("<< /Type /Rendition >>", Finding("Rendition", 9)),
        ("<< /Subtype /3D >>", Finding("3D", 9)),
        ("[[ << /S /Launch >> ]]", Finding("Launch", 9)),
        ("<< /AA << /E << /S /URI /URI (https://example.org) >> >> >>", Finding("AutomaticURI", 9, "https://example.org")),
    ],
    ids=["a script by itself", "by type", "by subtype", "in a list within a list", "in the events of the object"],
)
def test_what_acts_is_named_with_the_object_in_which_it_is_written(document: Path, inside: str, finding: Finding) -> None:
    assert walked(document, letter(more={9: inside})).active == [finding]


@pytest.mark.parametrize(("names", "told"), [("/F (old.xml) /UF (new.xml)", "new.xml"), ("/F (old.xml)", "old.xml"), ("/UF (new.xml)", "new.xml")])
def test_a_file_inside_is_told_by_its_newer_name_or_else_by_the_older(document: Path, names: str, told: str) -> None:
    file = f"<< /Type /Filespec {names} /EF << /F 10 0 R >> >>"

    seen = walked(document, letter(more={9: file, 10: stream("/Type /EmbeddedFile", b"<a/>")}))

    assert seen.embedded == [Finding("EmbeddedFile", 9, told)]


def test_of_very_much_that_acts_the_first_hundred_are_named(document: Path) -> None:
    acting = {20 + number: "<< /S /Launch >>" for number in range(MOST_NAMED + 5)}

    assert walked(document, letter(more=acting)).active == [Finding("Launch", 20 + number) for number in range(MOST_NAMED)]


def test_of_very_many_links_and_files_the_first_hundred_are_told(document: Path) -> None:
    links = {200 + number: f"<< /S /URI /URI (https://example.org/{number}) >>" for number in range(MOST_NAMED + 5)}
    files = {400 + number: f"<< /F (file{number}) /EF << /F 9 0 R >> >>" for number in range(MOST_NAMED + 5)}

    seen = walked(document, letter(more={9: stream("/Type /EmbeddedFile", b"<a/>"), **links, **files}))

    assert seen.links == [f"https://example.org/{number}" for number in range(MOST_NAMED)]
    assert [each.note for each in seen.embedded] == [f"file{number}" for number in range(MOST_NAMED)]


@pytest.mark.parametrize(
    "text",
    [b'<p style="x"><a href="https://example.org">see</a></p>', b"\xff\xfe<\0a\0 \0h\0r\0e\0f\0=\0", b"<p>\xc3\x28 https://example.org</p>"],
    ids=["plain", "two bytes a letter", "a letter that is none"],
)
def test_an_address_in_rich_text_that_lies_in_a_stream_is_found_however_it_is_spelled(document: Path, text: bytes) -> None:
    document.write_bytes(written(letter(more={9: "<< /FT /Tx /RV 10 0 R >>", 10: stream("", text)})))

    assert inspect(document).findings == (RICH_TEXT,)


@pytest.mark.parametrize("text", [b"<p>Dear centre</p>", b'<body xmlns="http://www.w3.org/1999/xhtml"><p>h\xc3\xa9 ref</p></body>'])
def test_rich_text_without_an_address_passes(document: Path, text: bytes) -> None:
    document.write_bytes(written(letter(more={9: "<< /FT /Tx /RV 10 0 R >>", 10: stream("", text)})))

    assert inspect(document).accepted
