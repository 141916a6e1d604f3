"""When two readings of a page count as two texts, and what the sender is told of those that were not compared."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from institutional_pages.pdf import masking
from institutional_pages.pdf.findings import Finding
from institutional_pages.pdf.masking import MOST_PAGES, same_letters
from institutional_pages.pdf.policy import inspect

from .crafted import TEXT, letter, stream, written
from .test_masking import OTHER, two_pages


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The letter of Monday. " * 5, "Monday - theletterof " * 5),
        ("SECRETARY " * 5, "secretary " * 5),
        ("oﬃce " * 20, "office " * 20),
        ("a" * 19, ""),
        ("a" * 19, "a"),
        ("a" * 100, "a" * 80),
        ("a" * 80, "a" * 100),
    ],
    ids=["another order", "capitals", "a ligature", "nineteen letters more", "eighteen letters more", "a fifth left out", "a fifth added"],
)
def test_texts_that_differ_as_readers_differ_are_the_same(one: str, other: str) -> None:
    assert same_letters(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a" * 20, ""), ("", "a" * 20), ("a" * 100, "a" * 79), ("1" * 20, "2" * 20)],
    ids=["twenty letters against none", "none against twenty", "more than a fifth left out", "other figures"],
)
def test_texts_that_differ_more_than_that_are_two(one: str, other: str) -> None:
    assert not same_letters(one, other)


def test_a_mask_is_told_with_its_page_as_people_count(tmp_path: Path) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(two_pages(TEXT, OTHER)))

    assert inspect(document).findings == (Finding("Masking", 6, "page 2: two readers read different text"),)


@pytest.mark.parametrize(
    ("pages", "told"),
    [(MOST_PAGES, ()), (MOST_PAGES + 1, (Finding("NotCompared", None, "pages after page 5"),))],
    ids=["as many as are compared", "one more"],
)
def test_the_pages_of_a_second_revision_that_were_not_compared_are_told(tmp_path: Path, pages: int, told: tuple[Finding, ...]) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(saved_again(pages))

    verdict = inspect(document)

    assert (verdict.accepted, verdict.pages, verdict.warnings) == (True, pages, told)


def test_a_mask_in_a_page_that_is_drawn_in_pieces_is_found(tmp_path: Path) -> None:
    objects = letter(more={9: stream("", f"BT /F1 12 Tf 72 700 Td /Span << /ActualText ({TEXT}) >> BDC ({OTHER}) Tj EMC ET".encode())})
    objects[3] = objects[3].replace(b"/Contents 4 0 R", b"/Contents [4 0 R 9 0 R]")
    objects[4] = stream("", b"0 0 5 5 re f")
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(objects))

    assert inspect(document).code == "pdf_readers_disagree"


def gives_up(_path: Path) -> None:
    raise ValueError("object 7 is odd")


def never_ends(_path: Path) -> None:
    """Well, hardly ever."""
    end = time.process_time() + 2
    while time.process_time() < end:
        pass


@pytest.mark.parametrize(("third_reader", "told"), [(gives_up, "ValueError"), (never_ends, "OutOfTime")])
def test_a_third_reader_that_cannot_go_on_is_told_and_refuses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, third_reader: Callable[[Path], None], told: str
) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(saved_again(1))
    monkeypatch.setattr(pypdf, "PdfReader", third_reader)
    monkeypatch.setattr(masking, "SECONDS", 0.1)
    before = signal.getsignal(signal.SIGPROF)

    verdict = inspect(document)

    assert (verdict.accepted, verdict.warnings) == (True, (Finding("NotCompared", None, told),))
    assert (signal.getsignal(signal.SIGPROF), signal.getitimer(signal.ITIMER_PROF)) == (before, (0.0, 0.0))


def test_a_third_reader_that_outgrows_memory_makes_the_document_too_complex(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(saved_again(1))

    def outgrows(_path: Path) -> None:
        raise MemoryError

    monkeypatch.setattr(pypdf, "PdfReader", outgrows)

    assert inspect(document).code == "pdf_too_complex"


def saved_again(pages: int) -> bytes:
    """The letter, that many times, with a second table that adds nothing to the first."""
    objects = letter()
    numbers = range(6, 6 + pages)
    objects |= {2: f"<< /Type /Pages /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] /Count {pages} >>".encode()}
    objects |= dict.fromkeys(numbers, objects[3])
    first = written(objects)
    before = int(first.split(b"startxref\n")[1].split()[0])
    table = f"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size {6 + pages} /Root 1 0 R /Prev {before} >>\nstartxref\n{len(first)}\n%%EOF\n"
    return first + table.encode()
