"""A template folder and its data become a tagged PDF that looks the same everywhere."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import typst

from institutional_pages.pdf.making import FONTS, make

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title)
#set text(font: sys.inputs.font, lang: sys.inputs.language)
= #data.title
#table(columns: 2, table.header[a][b], ..data.cells)
*#data.said*
"""
DATA = {"title": "Afrekening", "cells": ["één", "1.234,56"], "said": "#panic() *not* $markup$"}
MOMENT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    folder = tmp_path / "letter"
    folder.mkdir()
    (folder / "main.typ").write_text(TEMPLATE, encoding="utf-8")
    return folder


def test_a_made_pdf_is_tagged_and_says_its_title_and_language(template):
    pdf = make(template, DATA, language="nl")

    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert (str(document.Root.Lang), str(document.docinfo["/Title"])) == ("nl", "Afrekening")
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.open_metadata()["pdfuaid:part"] == "1"
        assert document.check_pdf_syntax() == []


def test_only_the_font_beside_the_code_is_used(template):
    pdf = make(template, DATA, language="nl")

    with pikepdf.open(io.BytesIO(pdf)) as document:
        names = {str(font.BaseFont) for font in document.pages[0].Resources.Font.values()}
    assert len(names) == 2
    assert all("SourceSansPro" in name for name in names)


def test_data_are_text_and_never_markup(template):
    pdf = make(template, DATA, language="nl")

    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    assert "#panic() *not* $markup$" in text


def test_the_same_data_at_the_same_moment_give_the_same_bytes(template):
    first, second = (make(template, DATA, language="nl", made_at=MOMENT) for _ in range(2))

    assert first == second


def test_a_template_without_a_title_is_refused(template):
    (template / "main.typ").write_text("no title", encoding="utf-8")

    with pytest.raises(typst.TypstError, match="title"):
        make(template, {}, language="nl")


def test_the_fonts_are_those_that_were_checked_in_with_their_licence():
    sums = dict(reversed(line.split()) for line in (FONTS / "SHA256SUMS").read_text().splitlines())

    assert {file.name for file in FONTS.iterdir()} == {*sums, "SHA256SUMS"}
    assert all(hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()
