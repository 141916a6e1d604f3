"""Pages drawn for the preview, from bytes that stand on no disk."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from institutional_pages.pdf.gate import Gate, Limits, PreviewImpossible

from .crafted import TEXT, letter, stream, written
from .makers import typeset
from .test_gate import drawing_forever


@pytest.fixture(scope="module")
def gate() -> Iterator[Gate]:
    with Gate() as gate:
        yield gate


def test_a_page_is_drawn_as_wide_as_asked_with_its_text(gate: Gate) -> None:
    image = gate.render(written(letter()), page=1, width=600)

    drawn = Image.open(io.BytesIO(image.png))
    assert (drawn.format, drawn.size) == ("PNG", (image.width, image.height))
    assert (image.width, image.height, image.pages) == (600, 850, 1)
    assert image.text.strip() == TEXT
    assert len(drawn.convert("L").getcolors() or []) > 1


def test_any_page_of_the_document_is_drawn(gate: Gate) -> None:
    document = typeset("1.7")

    texts = [gate.render(document, page=number, width=300).text for number in (1, 2, 3)]

    assert [text.split("\n")[0].strip() for text in texts] == ["Part 1", "Part 2", "Part 3"]


@pytest.mark.parametrize(
    ("document", "page", "width"),
    [
        (written(letter()), 2, 600),
        (written(letter()), 0, 600),
        (written(letter()), 1, 0),
        (written(letter()), 1, 100_000),
        (written(letter(box="[0 0 1 14000]")), 1, 600),
        (b"Dear centre,", 1, 600),
        (b"", 1, 600),
    ],
)
def test_what_cannot_be_drawn_is_a_refusal(gate: Gate, document: bytes, page: int, width: int) -> None:
    with pytest.raises(PreviewImpossible):
        gate.render(document, page=page, width=width)


def test_a_page_that_draws_for_ever_is_a_refusal_and_the_next_is_drawn() -> None:
    with Gate(limits=Limits(wall_seconds=3.0, memory_bytes=100 * 1024 * 1024)) as gate:
        with pytest.raises(PreviewImpossible):
            gate.render(written(drawing_forever()), page=1, width=600)

        assert gate.render(written(letter()), page=1, width=600).pages == 1


def test_a_large_document_goes_through_the_pipe(gate: Gate) -> None:
    document = written(letter(more={9: stream("", b"x" * 20_000_000)}))

    image = gate.render(document, page=1, width=100)

    assert image.pages == 1
