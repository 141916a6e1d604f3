"""The encrypted file: what goes in comes out, and nothing else does."""

import hashlib
import io
import os
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from institutional_pages.vault.errors import Damaged
from institutional_pages.vault.format import HEADER, SEGMENT, TAG, SealedFile, Sealer, new_key, sealed_size

KEY = bytes(range(32))
ID = UUID("3f2504e0-4f89-41d3-9a0c-0305e82c3301")
EDGES = [0, 1, 15, 16, 17, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT - 1, 2 * SEGMENT, 2 * SEGMENT + 1, 5 * SEGMENT + 7]
NOISE = os.urandom(6 * SEGMENT)

sizes = st.sampled_from(EDGES) | st.integers(0, 4 * SEGMENT)


class Dripping(io.RawIOBase):
    """Gives fewer bytes than asked for, as a socket does."""

    def __init__(self, data: bytes, most: int) -> None:
        self.inner, self.most = io.BytesIO(data), most

    def read(self, size: int = -1, /) -> bytes:
        return self.inner.read(min(size, self.most))


def seal(plain: bytes, *, key: bytes = KEY, blob_id: UUID = ID) -> bytes:
    return b"".join(bytes(part) for part in Sealer(io.BytesIO(plain), key=key, blob_id=blob_id).parts())


def unseal(sealed: bytes, size: int, *, start: int = 0, end: int | None = None, key: bytes = KEY, blob_id: UUID = ID) -> bytes:
    file = SealedFile(lambda begin, finish: io.BytesIO(sealed[begin:finish]), size=size, stored=len(sealed), key=key, blob_id=blob_id)
    return b"".join(file.plain(start, end))


@given(sizes)
def test_every_size_comes_back_as_it_went_in(size):
    sealed = seal(NOISE[:size])

    assert len(sealed) == sealed_size(size)
    assert unseal(sealed, size) == NOISE[:size]


@given(sizes, st.integers(1, SEGMENT + 5))
def test_a_source_that_drips_is_sealed_whole_and_hashed(size, most):
    sealer = Sealer(Dripping(NOISE[:size], max(most, size // 50)), key=KEY, blob_id=ID)

    sealed = b"".join(bytes(part) for part in sealer.parts())

    assert unseal(sealed, size) == NOISE[:size]
    assert (sealer.size, sealer.sha256) == (size, hashlib.sha256(NOISE[:size]).hexdigest())


@given(sizes, st.data())
def test_a_range_equals_the_slice(size, data):
    near = st.sampled_from([edge for edge in EDGES if edge <= size]) | st.integers(0, size)
    start, end = data.draw(near), data.draw(near | st.integers(size, size + SEGMENT))
    sealed = seal(NOISE[:size])

    assert unseal(sealed, size, start=start, end=end) == NOISE[:size][start:end]


def test_a_range_reads_only_the_segments_it_needs():
    size, asked = 5 * SEGMENT, []
    sealed = seal(NOISE[:size])

    def open_range(begin, finish):
        asked.append((begin, finish))
        return io.BytesIO(sealed[begin:finish])

    file = SealedFile(open_range, size=size, stored=len(sealed), key=KEY, blob_id=ID)
    assert b"".join(file.plain(3 * SEGMENT + 5, 3 * SEGMENT + 9)) == NOISE[3 * SEGMENT + 5 : 3 * SEGMENT + 9]

    whole = SEGMENT + TAG
    assert sorted(asked) == [(0, HEADER), (HEADER + 3 * whole, HEADER + 4 * whole)]


@given(st.sampled_from(EDGES), st.data())
def test_any_flipped_bit_is_refused(size, data):
    sealed = bytearray(seal(NOISE[:size]))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(Damaged):
        unseal(bytes(sealed), size)


def test_every_single_byte_of_a_small_file_counts():
    sealed = seal(b"a letter")

    for place in range(len(sealed)):
        with pytest.raises(Damaged):
            unseal(sealed[:place] + bytes([sealed[place] ^ 0xFF]) + sealed[place + 1 :], 8)


@given(st.sampled_from(EDGES), st.data())
def test_a_cut_file_is_refused_even_to_a_reader_of_its_beginning(size, data):
    sealed = seal(NOISE[:size])
    cut = sealed[: data.draw(st.integers(0, len(sealed) - 1))]

    with pytest.raises(Damaged):
        unseal(cut, size, start=0, end=min(size, 1))


@pytest.mark.parametrize("kept", [1, 2])
def test_a_file_cut_between_segments_is_refused_even_if_the_row_is_changed_to_fit(kept):
    sealed = seal(NOISE[: 3 * SEGMENT])

    with pytest.raises(Damaged, match=f"segment {kept - 1}"):
        unseal(sealed[: HEADER + kept * (SEGMENT + TAG)], kept * SEGMENT)


@given(st.sampled_from(EDGES), st.binary(min_size=1, max_size=100))
def test_an_extended_file_is_refused(size, more):
    with pytest.raises(Damaged):
        unseal(seal(NOISE[:size]) + more, size)


def test_a_file_extended_by_a_segment_is_refused_even_if_the_row_is_changed_to_fit():
    sealed = seal(NOISE[:SEGMENT])

    with pytest.raises(Damaged):
        unseal(sealed + sealed[HEADER:], 2 * SEGMENT)


def segments(sealed: bytes) -> list[bytes]:
    return [sealed[place : place + SEGMENT + TAG] for place in range(HEADER, len(sealed), SEGMENT + TAG)]


@given(st.permutations(range(4)).filter(lambda order: order != [0, 1, 2, 3]))
def test_segments_in_another_order_are_refused(order):
    sealed = seal(NOISE[: 4 * SEGMENT])
    pieces = segments(sealed)

    with pytest.raises(Damaged):
        unseal(sealed[:HEADER] + b"".join(pieces[place] for place in order), 4 * SEGMENT)


def test_a_repeated_or_dropped_segment_is_refused():
    sealed = seal(NOISE[: 3 * SEGMENT])
    first, second, third = segments(sealed)

    for pieces in ([first, first, third], [first, third], [second, third], [first, second, second]):
        with pytest.raises(Damaged):
            unseal(sealed[:HEADER] + b"".join(pieces), len(pieces) * SEGMENT)


def test_a_segment_of_another_file_under_the_same_key_is_refused():
    ours, theirs = seal(NOISE[: 2 * SEGMENT]), seal(NOISE[2 * SEGMENT : 4 * SEGMENT])
    mixed = ours[:HEADER] + segments(ours)[0] + segments(theirs)[1]

    with pytest.raises(Damaged):
        unseal(mixed, 2 * SEGMENT)


def test_the_bytes_of_another_blob_are_refused_even_under_the_same_key():
    with pytest.raises(Damaged):
        unseal(seal(b"the letter of Lier", blob_id=uuid4()), 18)


def test_another_key_is_refused():
    with pytest.raises(Damaged):
        unseal(seal(b"a letter", key=new_key()), 8)


def test_nothing_of_a_damaged_segment_leaves():
    sealed = bytearray(seal(NOISE[: 3 * SEGMENT]))
    sealed[HEADER + SEGMENT + TAG + 100] ^= 1
    file = SealedFile(lambda begin, finish: io.BytesIO(bytes(sealed[begin:finish])), size=3 * SEGMENT, stored=len(sealed), key=KEY, blob_id=ID)
    seen = []

    with pytest.raises(Damaged, match="segment 1"):
        seen.extend(file.plain())

    assert seen == [NOISE[:SEGMENT]]


def test_the_same_bytes_are_sealed_differently_each_time():
    assert seal(b"a letter") != seal(b"a letter")


def test_a_source_that_breaks_off_breaks_the_sealing():
    class Broken(io.RawIOBase):
        def read(self, size: int = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        list(Sealer(Broken(), key=KEY, blob_id=ID).parts())


def test_a_range_outside_of_the_file_is_the_callers_mistake():
    with pytest.raises(ValueError, match="outside"):
        unseal(seal(b"a letter"), 8, start=9)
