"""What a sender is told of a document: the code, the object, the page in points, and not a word of the machine that looked."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pikepdf
import pypdfium2
import pytest

from institutional_pages.pdf.findings import MOST_NAMED, Finding, Verdict
from institutional_pages.pdf.policy import inspect

from .crafted import Objects, letter, stream, written
from .test_policy import ATTACHED, SOUND, encrypted

NO_PAGES: Objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}
BROKEN_TABLE = (b"startxref\n", b"startxref\n9")
UNBALANCED = letter(content="BT /F1 12 Tf 72 700 Td (Dear centre) Tj ) ET")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return tmp_path / "letter.pdf"


# Reading it at all


@pytest.mark.parametrize(("before", "code"), [(1019, ""), (1020, "not_a_pdf")])
def test_a_pdf_begins_within_the_first_thousand_bytes_with_all_of_its_mark(document: Path, before: int, code: str) -> None:
    document.write_bytes(b"\n" * before + SOUND)

    assert inspect(document).code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (written(letter()).replace(*BROKEN_TABLE), "pdf_damaged"),
        (written(NO_PAGES).replace(*BROKEN_TABLE), "pdf_unreadable"),
        (encrypted(user="secret").replace(*BROKEN_TABLE), "pdf_encrypted"),
    ],
    ids=["a letter", "a file without pages", "a locked letter"],
)
def test_what_opens_only_after_repair_is_named_by_what_repair_brings(document: Path, content: bytes, code: str) -> None:
    document.write_bytes(content)

    assert inspect(document, profile="lenient").code == code


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        (pikepdf.PdfError("std::bad_alloc"), ("pdf_too_complex", ())),
        (RuntimeError("std::bad_alloc"), ("pdf_too_complex", (Finding("GateFailure", None, "RuntimeError"),))),
        (RuntimeError("disk /srv/letters"), ("pdf_unreadable", (Finding("GateFailure", None, "RuntimeError"),))),
        (MemoryError(), ("pdf_too_complex", (Finding("Limit", None, "MemoryError"),))),
        (RecursionError(), ("pdf_too_complex", (Finding("Limit", None, "RecursionError"),))),
    ],
    ids=["out of memory, as the reader words it", "likewise, as another error", "any error", "out of memory", "too deep"],
)
def test_a_reader_that_fails_is_a_refusal_that_tells_its_kind_only(
    document: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, verdict: tuple[str, tuple[Finding, ...]]
) -> None:
    document.write_bytes(SOUND)
    monkeypatch.setattr(pikepdf, "open", failing(failure))

    seen = inspect(document)

    assert (seen.accepted, seen.code, seen.findings) == (False, *verdict)


def test_pages_that_outgrow_memory_while_they_are_checked_are_too_complex(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document.write_bytes(written(UNBALANCED))
    monkeypatch.setattr(pikepdf.Pdf, "check_pdf_syntax", lambda _pdf: ["ERROR: page 1: std::bad_alloc", "ERROR: page 2: std::bad_alloc"])

    verdict = inspect(document, profile="lenient")

    assert (verdict.code, verdict.findings) == ("pdf_too_complex", (Finding("SyntaxNote", None, "ERROR: page 1: std::bad_alloc"),))


def test_of_many_errors_the_first_two_are_told(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document.write_bytes(written(UNBALANCED))
    monkeypatch.setattr(pikepdf.Pdf, "check_pdf_syntax", lambda _pdf: ["WARNING: odd", *(f"ERROR: page {page}" for page in range(1, 5))])

    verdict = inspect(document, profile="lenient")

    assert (verdict.code, [each.note for each in verdict.findings]) == ("pdf_unreadable", ["ERROR: page 1", "ERROR: page 2"])


def test_a_note_begins_and_ends_with_words_though_the_name_of_the_file_is_taken_out(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document.write_bytes(written(UNBALANCED))
    monkeypatch.setattr(pikepdf.Pdf, "check_pdf_syntax", lambda pdf: [f"{pdf.filename}, : Xref table is odd, {pdf.filename}: "])

    assert inspect(document, profile="lenient").warnings == (Finding("SyntaxNote", None, "Xref table is odd"),)


# Its pages


def test_a_document_without_pages_says_so(document: Path) -> None:
    document.write_bytes(written(NO_PAGES))

    assert inspect(document) == Verdict(accepted=False, code="pdf_unreadable", findings=(Finding("PageTree", None, "no pages"),))


@pytest.mark.parametrize("unit", ["/two", "(2)"])
def test_a_page_whose_unit_is_no_number_cannot_be_read(document: Path, unit: str) -> None:
    document.write_bytes(written(letter(page=f"/UserUnit {unit}")))

    assert inspect(document) == Verdict(accepted=False, code="pdf_unreadable", findings=(Finding("PageTree"),))


@pytest.mark.parametrize("box", ["null", "[0 0 595]", "[0 0 (a) 842]"])
def test_a_page_whose_box_is_none_is_noted_and_strictly_refused(document: Path, box: str) -> None:
    document.write_bytes(written(letter(box=box)))

    assert ["MediaBox" in each.note for each in inspect(document, profile="lenient").warnings] == [True]
    assert inspect(document).code == "pdf_damaged"


def test_two_numbers_of_pages_are_told(document: Path) -> None:
    document.write_bytes(written(letter() | {2: b"<< /Type /Pages /Kids [3 0 R] /Count 7 >>"}))

    assert inspect(document).findings == (Finding("PageCount", None, "1 and 7 pages"),)


@pytest.mark.parametrize(
    ("box", "page", "note"),
    [
        ("[0 0 14401 842]", "", "14401 x 842 pt"),
        ("[0 100 595 14501]", "", "595 x 14401 pt"),
        ("[100 0 14501 842]", "", "14401 x 842 pt"),
        ("[0 0 595 0]", "", "595 x 0 pt"),
        ("[0 0 7201 842]", "/UserUnit 2", "14402 x 1684 pt"),
        ("[0 0 842 7201]", "/UserUnit 2", "1684 x 14402 pt"),
    ],
)
def test_a_page_that_no_reader_promises_to_show_is_told_in_points(document: Path, box: str, page: str, note: str) -> None:
    document.write_bytes(written(letter(box=box, page=page)))

    assert inspect(document).findings == (Finding("PageSize", 3, note),)


@pytest.mark.parametrize(
    ("box", "page"),
    [("[100 100 14500 942]", ""), ("[595 842 0 0]", ""), ("[0 0 1 1]", ""), ("[0 0 7200 842]", "/UserUnit 2")],
    ids=["away from the corner", "from corner to corner", "a point", "in another unit"],
)
def test_a_page_of_a_size_that_readers_show_passes(document: Path, box: str, page: str) -> None:
    document.write_bytes(written(letter(box=box, page=page)))

    assert inspect(document) == Verdict(accepted=True, pages=1)


def test_a_page_that_the_second_reader_cannot_read_is_told_and_refused(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document.write_bytes(SOUND)
    monkeypatch.setattr(pypdfium2.PdfDocument, "__getitem__", failing(IndexError()))

    verdict = inspect(document, profile="lenient")

    assert (verdict.code, verdict.findings) == ("pdf_readers_disagree", (Finding("SecondReader", None, "page 1"),))


# What it brings along


@pytest.mark.parametrize(
    "metadata", [b'<x pdfaid:part="3"/>', b"<x pdfaid:part = '3' />", b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:part >\n 3 </pdfaid:part>"]
)
def test_the_files_of_a_pdf_a_3_are_told_unless_they_are_expected(document: Path, metadata: bytes) -> None:
    document.write_bytes(attached_with(metadata))

    assert inspect(document, embedded_files=True) == Verdict(accepted=True, pages=1)
    assert inspect(document).warnings == (Finding("EmbeddedFile", 9, "a.xml"),)


@pytest.mark.parametrize("metadata", [b'<x pdfaid:part="2"/>', b'<x pdfaid:part="33"/>', b"<pdfaid:part>2</pdfaid:part>3", b"PDF/A-3"])
def test_files_are_told_where_the_metadata_claim_another_standard(document: Path, metadata: bytes) -> None:
    document.write_bytes(attached_with(metadata))

    assert inspect(document, embedded_files=True).warnings == (Finding("EmbeddedFile", 9, "a.xml"),)


def test_metadata_that_are_no_stream_claim_nothing(document: Path) -> None:
    document.write_bytes(written(ATTACHED | {1: ATTACHED[1].replace(b"/Names", b"/Metadata (pdfaid:part='3') /Names")}))

    assert inspect(document, embedded_files=True).warnings == (Finding("EmbeddedFile", 9, "a.xml"),)


def test_of_very_many_files_the_first_hundred_are_told(document: Path) -> None:
    files = {20 + number: f"<< /F (file{number}) /EF << /F 9 0 R >> >>" for number in range(MOST_NAMED + 5)}
    document.write_bytes(written(letter(more={9: stream("/Type /EmbeddedFile", b"<a/>"), **files})))

    assert len(inspect(document).warnings) == MOST_NAMED


@pytest.mark.parametrize("hidden", [b"/JavaScript", b"/Java#53cript", b"/#4a#61vaScript"])
def test_a_word_in_the_bytes_is_told_in_plain_letters_as_of_no_object(document: Path, hidden: bytes) -> None:
    document.write_bytes(written(letter(more={4: stream("", b"% " + hidden + b" \n0 0 5 5 re f")})))

    assert inspect(document).warnings == (Finding("NameInBytes", None, "JavaScript"),)


@pytest.mark.parametrize("harmless", [b"/JavaScripted", b"JavaScript", b"/Java#5acript", b"/Launch#65r", b"/XFA#2e", b"# 4a /OPIUM"])
def test_a_longer_or_another_word_in_the_bytes_is_no_trace(document: Path, harmless: bytes) -> None:
    document.write_bytes(written(letter(more={4: stream("", b"% " + harmless + b" \n0 0 5 5 re f")})))

    assert inspect(document).warnings == ()


def attached_with(metadata: bytes) -> bytes:
    """The letter that brings a file along, with this for its metadata."""
    catalog = ATTACHED[1].replace(b"/Names", b"/Metadata 11 0 R /Names")
    return written(ATTACHED | {1: catalog, 11: stream("/Type /Metadata /Subtype /XML", metadata)})


def failing(failure: Exception) -> object:
    def fail(*_given: object, **_named: object) -> NoReturn:
        raise failure

    return fail
