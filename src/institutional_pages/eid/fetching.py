"""Asks an authority over the network, with limits: http only (what comes back is signed), no redirect, five seconds, so many bytes."""

from __future__ import annotations

import time
import urllib.request
from http.client import HTTPException, HTTPResponse
from typing import Final, Protocol
from urllib.error import URLError

SECONDS: Final = 5.0
MOST_BYTES: Final = 30_000_000  # lists of revoked cards of a country have some megabytes
_PIECE: Final = 65_536


class Unreachable(Exception):
    """No answer, too late, too long, or not as asked."""


class Fetch(Protocol):
    """How to ask: the body is posted if there is one."""

    def __call__(self, url: str, *, body: bytes = b"", kind: str = "") -> bytes: ...


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        """Nowhere else."""


def fetch(url: str, *, body: bytes = b"", kind: str = "") -> bytes:
    """What `url` answers; `kind` is the content type of `body`. `Unreachable` for everything that is not a whole answer in time."""
    if not url.startswith("http://"):
        raise Unreachable("not an http address")
    ends = time.monotonic() + SECONDS
    asked = urllib.request.Request(url, data=body or None, headers={"Content-Type": kind} if body else {})  # noqa: S310 - http, see above
    try:
        with urllib.request.build_opener(_NoRedirect).open(asked, timeout=SECONDS) as answer:
            return _read(answer, ends)
    except (URLError, HTTPException, OSError, ValueError) as problem:
        raise Unreachable(type(problem).__name__) from problem


def _read(answer: HTTPResponse, ends: float) -> bytes:
    found = bytearray()
    while piece := answer.read1(_PIECE):
        found += piece
        if len(found) > MOST_BYTES or time.monotonic() > ends:
            raise Unreachable("too long or too slow")
    return bytes(found)
