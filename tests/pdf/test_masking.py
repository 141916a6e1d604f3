"""Masks that hide: shared between pages, put around a form, or given up by one page and needed by the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from institutional_pages.pdf.policy import inspect

from .crafted import TEXT, Objects, letter, stream, written

OTHER = "Pay 9000 euro before Friday or lose your page."
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /Font << /F1 5 0 R >> >>"


def two_pages(first: str, second: str) -> Objects:
    """A letter of two pages that share one property, number 9: a text named for what they draw."""
    objects = letter(more={9: f"<< /ActualText ({TEXT}) >>"})
    page = objects[3].replace(b"/Font <<", b"/Properties << /P1 9 0 R >> /Font <<")
    return objects | {
        2: b"<< /Type /Pages /Kids [3 0 R 6 0 R] /Count 2 >>",
        3: page,
        4: stream("", f"BT /F1 12 Tf 72 700 Td /Span /P1 BDC ({first}) Tj EMC ET".encode()),
        6: page.replace(b"4 0 R", b"7 0 R"),
        7: stream("", f"BT /F1 12 Tf 72 700 Td /Span /P1 BDC ({second}) Tj EMC ET".encode()),
    }


@pytest.mark.parametrize(("first", "second", "masked"), [(TEXT, OTHER, 6), (OTHER, TEXT, 3)])
def test_a_mask_that_pages_share_is_found_on_the_page_that_hides_behind_it(tmp_path: Path, first: str, second: str, masked: int) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(two_pages(first, second)))

    verdict = inspect(document)

    assert (verdict.code, [each.object_number for each in verdict.findings]) == ("pdf_readers_disagree", [masked])


def test_two_pages_that_say_what_they_show_pass(tmp_path: Path) -> None:
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(two_pages(TEXT, TEXT)))

    assert inspect(document).accepted


def test_a_mask_inside_a_form_inside_a_form_is_found(tmp_path: Path) -> None:
    outer = FORM.replace("/Font <<", "/XObject << /X2 10 0 R >> /Font <<")
    inner = f"BT /F1 12 Tf 72 700 Td /Span << /ActualText ({TEXT}) >> BDC ({OTHER}) Tj EMC ET"
    objects = letter(content="/X1 Do", more={9: stream(outer, b"/X2 Do"), 10: stream(FORM, inner.encode())})
    objects[3] = objects[3].replace(b"/Font <<", b"/XObject << /X1 9 0 R >> /Font <<")
    document = tmp_path / "letter.pdf"
    document.write_bytes(written(objects))

    assert inspect(document).code == "pdf_readers_disagree"
