"""Documents as real programs make them, with what letters have: umlauts, a table, an image, a link."""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
from functools import cache
from pathlib import Path

import typst
from PIL import Image, ImageDraw

WRITTEN_FOR_US = """
    #set document(title: "Monthly statement", date: datetime(year: 2026, month: 10, day: 1))
    #set text(lang: "nl", hyphenate: true)
"""


@cache  # also for a child of this process, in which typst would wait for threads that only the parent has
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


@cache
def attached_to_a_pdf_a_3() -> bytes:
    """A statement that brings its cells along, as PDF/A-3 was made for."""
    body = '#pdf.attach("cells.xml", bytes("<cells/>"), relationship: "data", mime-type: "text/xml", description: "cells")\nThe cells are inside.'
    return bytes(typst.compile((WRITTEN_FOR_US + body).encode(), pdf_standards="a-3b"))


def picture() -> bytes:
    """A small coat of arms, as PNG with transparency."""
    image = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((8, 8, 56, 56), fill=(30, 60, 120, 200), outline=(0, 0, 0, 255))
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def libreoffice(folder: Path, export: str = "pdf") -> Path:
    """A letter of Writer, exported as its menu does; with a profile of its own, so that no other is waited for."""
    source = folder / "letter.fodt"
    source.write_text(WRITER % base64.b64encode(picture()).decode())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    _run(folder, "soffice", "--headless", profile, "--convert-to", export, "--outdir", str(folder), str(source))
    return folder / "letter.pdf"


def libreoffice_archived(folder: Path) -> Path:
    """The same letter as PDF/A-3."""
    return libreoffice(folder, 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"3"}}')


def chromium(folder: Path) -> Path:
    """A page of the web, printed."""
    source = folder / "letter.html"
    source.write_text(PAGE % base64.b64encode(picture()).decode())
    program = "chromium" if shutil.which("chromium") else "chromium-browser"
    profile = f"--user-data-dir={folder}/profile"
    _run(folder, program, "--headless", "--no-sandbox", "--disable-gpu", profile, "--print-to-pdf=letter.pdf", "--no-pdf-header-footer", str(source))
    return folder / "letter.pdf"


def ghostscript(folder: Path) -> Path:
    """PostScript, distilled."""
    (folder / "letter.ps").write_bytes(POSTSCRIPT.encode("latin-1"))
    return distilled(folder, "letter.ps")


def ghostscript_again(folder: Path) -> Path:
    """A PDF of another maker, distilled once more, as printers to PDF do."""
    (folder / "typeset.pdf").write_bytes(typeset("1.7"))
    return distilled(folder, "typeset.pdf")


def distilled(folder: Path, source: str) -> Path:
    _run(folder, "gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-sOutputFile=letter.pdf", source)
    return folder / "letter.pdf"


def latex(folder: Path, address: str = "https://example.org/help") -> Path:
    """LaTeX with hyperref, which writes bookmarks, destinations and links."""
    (folder / "picture.png").write_bytes(picture())
    (folder / "letter.tex").write_text(TEX.replace("ADDRESS", address))
    for _ in range(2):  # the first run finds the references
        _run(folder, "pdflatex", "-interaction=batchmode", "-halt-on-error", "letter.tex")
    return folder / "letter.pdf"


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


WRITER = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>
<text:h text:outline-level="1">Geweigerde formulieren, Übersicht für Eupen</text:h>
<text:p>Het centrum ontvangt de maandstaat: één, naïef, coördinatie, œuvre, größer. € 1.234,56</text:p>
<text:p><text:a xlink:type="simple" xlink:href="https://example.org/help">Hulp</text:a></text:p>
<text:p><draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char"><draw:image><office:binary-data>%s</office:binary-data>
</draw:image></draw:frame></text:p>
<table:table table:name="Cells"><table:table-column table:number-columns-repeated="2"/>
<table:table-row><table:table-cell><text:p>Nummer</text:p></table:table-cell><table:table-cell><text:p>Bedrag</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell><text:p>12,50</text:p></table:table-cell></table:table-row>
</table:table></office:text></office:body></office:document>
"""
PAGE = """<!doctype html><html lang="de"><meta charset="utf-8"><title>Übersicht</title><h1>Abgelehnte Formulare für Eupen</h1>
<p>Größe, Maß, naïef, œuvre, 1.234,56 €</p><p><a href="https://example.org/help">Hilfe</a></p>
<img alt="Wappen" src="data:image/png;base64,%s">
<table border="1"><tr><th>Nummer</th><th>Betrag</th></tr><tr><td>1</td><td>12,50</td></tr></table></html>
"""
POSTSCRIPT = """%!PS
/Helvetica findfont dup length dict begin { 1 index /FID ne { def } { pop pop } ifelse } forall /Encoding ISOLatin1Encoding def currentdict end
/Latin exch definefont 12 scalefont setfont
72 740 moveto (Abgelehnte Formulare für Eupen: Größe, Maß, naïef) show
72 700 moveto (Hilfe) show
[ /Rect [72 690 120 715] /Action << /Subtype /URI /URI (https://example.org/help) >> /Subtype /Link /ANN pdfmark
[ /Title (Übersicht) /DOCINFO pdfmark
72 600 200 60 rectstroke 172 600 moveto 172 660 lineto stroke 80 640 moveto (Nummer) show 180 640 moveto (Betrag) show
gsave 72 500 translate 64 64 scale 8 8 8 [8 0 0 8 0 0] {<0030407080A0C0FF>} image grestore
showpage
"""
TEX = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\usepackage{graphicx,hyperref}
\hypersetup{pdftitle={Übersicht}}
\begin{document}
\tableofcontents
\section{Abgelehnte Formulare für Eupen}\label{forms}
Größe, Maß, naïef, siehe \ref{forms}. \href{ADDRESS}{Hilfe}

\includegraphics[width=2cm]{picture.png}

\begin{tabular}{|l|r|}\hline Nummer & Betrag \\ \hline 1 & 12,50 \\ \hline\end{tabular}
\end{document}
"""
