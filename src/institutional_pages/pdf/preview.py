"""Draws one page as an image, for the preview beside the list (design.md §4.11). Run it in the child only."""

from __future__ import annotations

import io

import pypdfium2

from .findings import PageImage
from .second_reader import CannotRead, opened_page, page_text, second_reader

WIDEST = 4000
MOST_PIXELS = 32_000_000  # 96 MB as it is drawn
# Level 1 costs a third of the time of level 6 for a page of text, and a tenth more bytes.
COMPRESSION = 1


def draw(document: bytes, *, page: int, width: int) -> PageImage:
    """Page `page` (from 1), `width` pixels wide; CannotRead when there is no such page or it cannot be drawn."""
    with second_reader(document) as reader:
        if not 1 <= page <= len(reader):
            raise CannotRead(f"page {page}")
        reader.init_forms()
        png, height = _png(reader, page - 1, width)
        return PageImage(png=png, text=page_text(reader, page - 1), width=width, height=height, pages=len(reader))


def _png(reader: pypdfium2.PdfDocument, index: int, width: int) -> tuple[bytes, int]:
    with opened_page(reader, index) as page:
        across, down = page.get_size()
        if not (0 < width <= WIDEST and across > 0 and 0 < down * width / across * width <= MOST_PIXELS):
            raise CannotRead("size")
        image = page.render(scale=width / across, rev_byteorder=True).to_pil()
    target = io.BytesIO()
    image.convert("RGB").save(target, "PNG", compress_level=COMPRESSION)
    return target.getvalue(), image.height
