"""How the gate and its child speak: eight bytes with two lengths, a JSON object, and bytes that need no JSON."""

from __future__ import annotations

import json
import os
import select
import struct
from subprocess import Popen
from time import monotonic
from typing import IO, Any

LENGTHS = struct.Struct("!II")
LARGEST_WORDS = 4 * 1024 * 1024
LARGEST_BYTES = 512 * 1024 * 1024
CHUNK = 1024 * 1024

Message = tuple[dict[str, Any], bytes]


class Silence(Exception):
    """The other side did not answer in time."""


class Garbled(Exception):
    """What came is no message, or ends in the middle."""


def pack(words: dict[str, Any], content: bytes = b"") -> bytes:
    """One message as it goes over the pipe."""
    written = json.dumps(words).encode()
    return LENGTHS.pack(len(written), len(content)) + written + content


def receive(source: IO[bytes]) -> Message | None:
    """The next message, waiting for it without end; None when the other side is gone."""
    head = source.read(LENGTHS.size)
    if len(head) < LENGTHS.size:
        return None
    words, content = lengths(head)
    body = source.read(words + content)
    if len(body) < words + content:
        return None
    return _unpack(body, words)


def exchange(child: Popen[bytes], question: bytes, deadline: float) -> Message:
    """Ask and wait for the whole answer until `deadline` (monotonic seconds); Silence, Garbled or OSError when there is none."""
    _send(child, memoryview(question), deadline)
    words, content = lengths(_take(child, LENGTHS.size, deadline))
    return _unpack(_take(child, words + content, deadline), words)


def lengths(head: bytes) -> tuple[int, int]:
    """How long the words and the bytes of a message are; Garbled when longer than any message of ours."""
    words, content = LENGTHS.unpack(head)
    if words > LARGEST_WORDS or content > LARGEST_BYTES:
        raise Garbled
    return words, content


def _send(child: Popen[bytes], left: memoryview, deadline: float) -> None:
    assert child.stdin is not None  # noqa: S101 - a pipe by construction
    pipe = child.stdin.fileno()
    os.set_blocking(pipe, False)
    while left:
        _wait(pipe, select.POLLOUT, deadline)
        try:
            left = left[os.write(pipe, left[:CHUNK]) :]
        except BlockingIOError:
            continue


def _take(child: Popen[bytes], length: int, deadline: float) -> bytes:
    assert child.stdout is not None  # noqa: S101 - a pipe by construction
    pipe = child.stdout.fileno()
    taken = bytearray()
    while len(taken) < length:
        _wait(pipe, select.POLLIN, deadline)
        part = os.read(pipe, min(CHUNK, length - len(taken)))
        if not part:
            raise Garbled
        taken += part
    return bytes(taken)


def _wait(pipe: int, event: int, deadline: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(0.0, deadline - monotonic()) * 1000):
        raise Silence


def _unpack(body: bytes, words: int) -> Message:
    try:
        said = json.loads(body[:words])
    except ValueError as error:
        raise Garbled from error
    if not isinstance(said, dict):
        raise Garbled
    return said, body[words:]
