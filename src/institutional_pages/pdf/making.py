"""PDFs made: a template folder and its data in, a tagged PDF out."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import typst

from institutional_pages.pdf.filling import Field, fillable

if TYPE_CHECKING:
    from datetime import datetime

FONTS = Path(__file__).parent / "fonts"
FONT = "Source Sans Pro"


def make(template: Path, data: dict[str, Any], *, language: str, made_at: datetime | None = None) -> bytes:
    """The PDF (PDF/UA-1, tagged) of `main.typ` in the folder `template`; raises `typst.TypstError` when the template is wrong or sets no title.

    The template reads `json(bytes(sys.inputs.data))`, `sys.inputs.language` (ISO 639-1) and `sys.inputs.font`; it may import files beside its
    folder as `/name.typ`. Data never become markup. The same data, template and `made_at` (default now) give the same bytes.
    """
    # A compiler is not shared between threads; the fonts, which are what costs time to load, are.
    compiler = typst.Compiler(root=template.parent, font_paths=_fonts(), ignore_system_fonts=True)
    inputs = {"data": json.dumps(data, ensure_ascii=False), "language": language, "font": FONT}
    pdf = compiler.compile(template / "main.typ", format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=made_at)
    assert isinstance(pdf, bytes)  # noqa: S101 - one PDF per compilation; lists are for images
    return _packed(pdf)


def make_form(template: Path, data: dict[str, Any], *, language: str) -> bytes:
    """As `make`, with fields to fill in where the template sets `metadata` with the label `<field>`: the facts of a `Field`, in points.

    Its page is of the day on which it was made, so that the same data give the same bytes on the same day.
    """
    inputs = {"data": json.dumps(data, ensure_ascii=False), "language": language, "font": FONT}
    compiler = typst.Compiler(template / "main.typ", root=template.parent, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs)
    fields = [Field(**facts) for facts in json.loads(compiler.query("<field>", field="value"))]
    return fillable(make(template, data, language=language), fields)


def _packed(pdf: bytes) -> bytes:
    """The same document, its thousands of small tag objects in compressed streams: a long table becomes five times smaller."""
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


@cache
def _fonts() -> typst.Fonts:
    """Only the font beside this file, so that a document looks the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
