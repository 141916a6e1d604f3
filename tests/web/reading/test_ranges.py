"""A part of a file is the slice of its bytes, wherever it begins and ends."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutional_pages.mailbox import reading
from institutional_pages.mailbox.models import Opening
from tests.web.reading.test_damage import HEADER, SEGMENT, Stored, stored, streaming
from tests.web.reading.test_files import body

__all__ = ["stored", "streaming"]
EDGES = [0, 1, HEADER, *(n * SEGMENT + near for n in (1, 2, 3) for near in (-1, 0, 1))]


@st.composite
def asked_ranges(draw, size=3 * SEGMENT + 1500):
    """A header Range with one part, and the slice that it means; sizes are near that of the file."""
    place = st.sampled_from(EDGES) | st.integers(0, size)
    form = draw(st.sampled_from(["first-last", "first-", "-last"]))
    if form == "-last":
        length = draw(st.sampled_from([1, SEGMENT, SEGMENT + 1]) | st.integers(1, 2 * size))
        return f"bytes=-{length}", slice(-length, None)
    first = draw(place)
    if form == "first-":
        return f"bytes={first}-", slice(first, None)
    last = draw(st.integers(first, first + 20) | st.integers(first, 2 * size))
    return f"bytes={first}-{last}", slice(first, last + 1)


@pytest.mark.parametrize("whole", [0, 8 * 1024 * 1024], ids=["streamed", "proven-first"])
def test_any_part_is_the_slice_or_lies_outside(desk, stored: Stored, monkeypatch, whole):
    monkeypatch.setattr(reading, "WHOLE", whole)
    size = len(stored.plain)

    @given(asked_ranges())
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def try_one(asked):
        header, part = asked
        answer = desk.get(f"{stored.address}files/0/open", headers={"range": header})
        expected = stored.plain[part]
        begin, end, _ = part.indices(size)

        assert answer.status_code == (206 if expected else 416)
        assert answer.headers["Content-Range"] == (f"bytes {begin}-{end - 1}/{size}" if expected else f"bytes */{size}")
        assert body(answer) == expected
        assert not expected or int(answer.headers["Content-Length"]) == len(expected)

    try_one()


@pytest.mark.parametrize("way", ["open", "download"])
def test_head_tells_the_length_of_the_whole_whatever_part_it_asks(desk, stored, way):
    answer = desk.head(f"{stored.address}files/0/{way}", headers={"range": "bytes=0-9"})

    assert (answer.status_code, body(answer)) == (200, b"")
    assert (answer.headers["Content-Length"], answer.headers["Accept-Ranges"]) == (str(len(stored.plain)), "bytes")
    assert not Opening.objects.exists()


def test_a_long_file_is_the_same_whole(desk, stored, streaming):
    assert body(desk.get(f"{stored.address}files/0/download")) == stored.plain
