"""Documents as real programs make them, with what letters have: umlauts, a table, an image, a link."""

from __future__ import annotations

import typst

WRITTEN_FOR_US = """
    #set document(title: "Monthly statement", date: datetime(year: 2026, month: 10, day: 1))
    #set text(lang: "nl", hyphenate: true)
"""


def typeset(standard: str) -> bytes:
    """Three pages with a table, a link and hyphenation, as the ministry's letters have."""
    body = """
        #for part in range(3) [
          = Part #(part + 1)
          #lorem(120)
          #table(columns: 3, ..range(30).map(number => [#number]))
          #link("https://example.org/help")[Help]
          #if part < 2 { pagebreak() }
        ]"""
    return bytes(typst.compile((WRITTEN_FOR_US + body).encode(), pdf_standards=standard))


def attached_to_a_pdf_a_3() -> bytes:
    """A statement that brings its cells along, as PDF/A-3 was made for."""
    body = '#pdf.attach("cells.xml", bytes("<cells/>"), relationship: "data", mime-type: "text/xml", description: "cells")\nThe cells are inside.'
    return bytes(typst.compile((WRITTEN_FOR_US + body).encode(), pdf_standards="a-3b"))
