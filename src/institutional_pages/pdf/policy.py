"""The policy of the gate (security.md §4): what a document must be to pass. Pure functions over a path; run them in the child only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pikepdf

from . import findings as codes
from .findings import MOST_NAMED, Finding, Profile, Verdict, plain, refused
from .masking import compared
from .second_reader import CannotRead, second_reader, try_pages
from .traces import words_in_bytes
from .walk import Walk, walk

HEADER = b"%PDF-"
HEADER_WITHIN = 1024
LARGEST_PAGE = 14_400.0  # points: 200 inches, ISO 32000-1 annex C
NOTES_TOLD = 2
OUT_OF_MEMORY = "std::bad_alloc"  # as the first reader words it
KEY_TWICE = "duplicated key"  # likewise: it takes the last and never shows what the first was, which others take
# The first reader's own check, which never calls back into Python: half the time of `check_pdf_syntax`, but it tells only whether there are notes.
QUICK_CHECK = {"inputFile": "the document given", "check": "", "noWarn": ""}
PDF_A_3 = re.compile(rb"""pdfaid:part\s*(?:=\s*["']|>\s*)3\s*["'<]""")


class Refused(Exception):
    """The document may not pass; carries the verdict."""

    def __init__(self, code: str, *found: Finding) -> None:
        self.verdict = refused(code, *found)
        super().__init__(code)


def inspect(path: Path, *, profile: Profile = "strict", embedded_files: bool = False) -> Verdict:
    """The verdict on one document; with `embedded_files` those of a PDF/A-3 are no warning. Never raises: what goes wrong here is a refusal."""
    try:
        return _inspected(path, profile, embedded_files)
    except Refused as refusal:
        return refusal.verdict
    except (MemoryError, RecursionError) as error:
        return refused(codes.TOO_COMPLEX, Finding("Limit", None, type(error).__name__))
    except Exception as error:
        return refused(_out_of_memory(error) or codes.UNREADABLE, Finding("GateFailure", None, type(error).__name__))


def _inspected(path: Path, profile: Profile, embedded_files: bool) -> Verdict:
    _require_header(path)
    with _first_reader(path) as document:
        pages = _require_pages(document)
        seen = walk(document)
        _refuse(codes.ACTIVE_CONTENT, seen.active)
        embedded = [] if embedded_files and _says_pdf_a_3(document) else seen.embedded
        notes = [] if _nothing_forgiven(document) else _syntax_notes(path)
        traces = _traces(path, seen)
        if notes:
            _refuse(codes.ACTIVE_CONTENT, traces)
            _refuse(codes.DAMAGED, [note for note in notes if KEY_TWICE in note.note][:NOTES_TOLD])
        texts = _require_agreement(path, document)
        doubts = _doubts(document, notes, texts)
        if profile == "strict":
            _refuse_doubts(doubts)
    warnings = [*traces, *embedded, *chain(*doubts.values()), *(each for each in texts if each.name == "NotCompared")]
    return Verdict(accepted=True, pages=pages, warnings=tuple(warnings[:MOST_NAMED]), links=tuple(seen.links))


def _out_of_memory(error: Exception) -> str:
    """The code of a document whose streams are larger than the memory of the child, which the first reader tells as damage; else empty."""
    return codes.TOO_COMPLEX if OUT_OF_MEMORY in str(error) else ""


def _refuse(code: str, found: list[Finding]) -> None:
    if found:
        raise Refused(code, *found)


def _require_header(path: Path) -> None:
    with path.open("rb") as file:
        if HEADER not in file.read(HEADER_WITHIN):
            raise Refused(codes.NOT_A_PDF)


@contextmanager
def _first_reader(path: Path) -> Iterator[pikepdf.Pdf]:
    """The document as it stands; a document that opens only after repair is damaged, as another reader may repair it otherwise."""
    try:
        document = pikepdf.open(path, attempt_recovery=False)
    except pikepdf.PasswordError as error:
        raise Refused(codes.ENCRYPTED) from error
    except pikepdf.PdfError as error:
        raise Refused(_out_of_memory(error) or (codes.DAMAGED if _opens_repaired(path) else codes.UNREADABLE)) from error
    with document:
        yield document


def _opens_repaired(path: Path) -> bool:
    try:
        with pikepdf.open(path) as document:
            return len(document.pages) > 0
    except pikepdf.PasswordError as error:
        raise Refused(codes.ENCRYPTED) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError):
        return False


def _require_pages(document: pikepdf.Pdf) -> int:
    try:
        pages = len(document.pages)
        wrong = [finding for page in document.pages if (finding := _wrong_size(page))]
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError) as error:
        raise Refused(codes.UNREADABLE, Finding("PageTree")) from error
    if pages == 0:
        raise Refused(codes.UNREADABLE, Finding("PageTree", None, "no pages"))
    _refuse(codes.READERS_DISAGREE, wrong)
    return pages


def _wrong_size(page: pikepdf.Page) -> Finding | None:
    """A page without extent, or larger than any reader promises to show, is shown differently by each. Without a box the first reader notes one."""
    left, bottom, right, top = (float(each) for each in page.obj["/MediaBox"])
    unit = float(page.obj.get("/UserUnit", 1))
    sides = abs(right - left) * unit, abs(top - bottom) * unit
    if all(0 < side <= LARGEST_PAGE for side in sides):
        return None
    return Finding("PageSize", page.obj.objgen[0], f"{sides[0]:g} x {sides[1]:g} pt")


def _nothing_forgiven(document: pikepdf.Pdf) -> bool:
    """Whether the first reader reads all of the document without a note; it has no notes left to tell afterwards."""
    check = pikepdf.Job(QUICK_CHECK)
    try:
        check.write_pdf(document)
    except (pikepdf.PdfError, RuntimeError):
        return False
    return not check.has_warnings and check.exit_code == 0


def _syntax_notes(path: Path) -> list[Finding]:
    """What the first reader forgives, without the name of the file. What it could not forgive makes the document unreadable."""
    with _first_reader(path) as document:
        _require_pages(document)
        walk(document)  # some notes are made when an object is read for the first time
        problems = [*document.get_warnings(), *document.check_pdf_syntax()]
        notes = [Finding("SyntaxNote", None, plain(problem.replace(document.filename, "").strip(" ,:"))) for problem in problems]
    _refuse(codes.TOO_COMPLEX, [note for note in notes if OUT_OF_MEMORY in note.note][:1])
    _refuse(codes.UNREADABLE, [note for note in notes if note.note.startswith("ERROR")][:NOTES_TOLD])
    return notes


def _traces(path: Path, seen: Walk) -> list[Finding]:
    return [Finding("NameInBytes", None, word) for word in sorted(words_in_bytes(path) - seen.words)]


def _require_agreement(path: Path, document: pikepdf.Pdf) -> list[Finding]:
    """The second reader opens the document, sees as many pages and can draw them; answers what comparing their texts showed."""
    try:
        with second_reader(path) as other:
            if len(other) != len(document.pages):
                raise Refused(codes.READERS_DISAGREE, Finding("PageCount", None, f"{len(document.pages)} and {len(other)} pages"))
            try_pages(other)
            return [] if document.is_encrypted else compared(path, document, other)
    except CannotRead as error:
        raise Refused(codes.READERS_DISAGREE, Finding("SecondReader", None, str(error))) from error


def _says_pdf_a_3(document: pikepdf.Pdf) -> bool:
    """Whether the metadata claim PDF/A-3 (ISO 19005-3 §6.6.4), the standard for documents that bring files along. XML from outside is not parsed."""
    metadata = document.Root.get("/Metadata")
    return isinstance(metadata, pikepdf.Stream) and PDF_A_3.search(metadata.read_bytes()) is not None


def _doubts(document: pikepdf.Pdf, notes: list[Finding], texts: list[Finding]) -> dict[str, list[Finding]]:
    """What the lenient profile warns of and the strict profile refuses, under the code of that refusal."""
    return {
        codes.ENCRYPTED: [Finding("EmptyUserPassword")] if document.is_encrypted else [],
        codes.DAMAGED: notes[:NOTES_TOLD],
        codes.READERS_DISAGREE: [each for each in texts if each.name == "Masking"],
    }


def _refuse_doubts(doubts: dict[str, list[Finding]]) -> None:
    for code, found in doubts.items():
        _refuse(code, found)
