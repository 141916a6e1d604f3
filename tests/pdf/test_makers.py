"""PDFs that other programs make during the test pass the strict profile as they are; what is refused is refused for what its maker put in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from institutional_pages.pdf.policy import inspect

from . import makers


@pytest.mark.parametrize(
    "maker",
    [
        pytest.param(makers.libreoffice, marks=pytest.mark.needs("soffice")),
        pytest.param(makers.libreoffice_archived, marks=pytest.mark.needs("soffice")),
        pytest.param(makers.chromium, marks=pytest.mark.needs("chromium")),
        pytest.param(makers.ghostscript, marks=pytest.mark.needs("gs")),
        pytest.param(makers.ghostscript_again, marks=pytest.mark.needs("gs")),
        pytest.param(makers.latex, marks=pytest.mark.needs("pdflatex")),
    ],
)
def test_a_letter_of_another_maker_passes_strictly_and_without_a_warning(tmp_path: Path, maker: Callable[[Path], Path]) -> None:
    document = maker(tmp_path)

    verdict = inspect(document)

    assert (verdict.accepted, verdict.code, verdict.findings, verdict.warnings) == (True, "", (), ())
    assert verdict.links == ("https://example.org/help",)
    assert len(text_of(document)) > 60


@pytest.mark.needs("pdflatex")
@pytest.mark.parametrize(("address", "reason"), [("run:tables.exe", "Launch"), ("file:other.pdf", "GoToR")])
def test_a_link_that_starts_a_program_or_opens_another_file_is_refused_for_just_that(tmp_path: Path, address: str, reason: str) -> None:
    verdict = inspect(makers.latex(tmp_path, address), profile="lenient")

    assert (verdict.code, [finding.name for finding in verdict.findings]) == ("pdf_active_content", [reason])


def text_of(document: Path) -> str:
    """What a reader finds on the first page."""
    opened = pypdfium2.PdfDocument(document)
    try:
        return str(opened[0].get_textpage().get_text_range())
    finally:
        opened.close()
