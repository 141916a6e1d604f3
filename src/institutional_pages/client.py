"""A client of the interface for machines, in one module of the standard library: import it, or copy it into another program.

    pages = Client("https://pages.example", key="ipk_…")
    run = pages.open_run("October 2026")
    pages.put_document(run["id"], Path("lier.pdf"), institution="12021", kind="refused-forms", law="rmi", period="2026-10")
    pages.close_run(run["id"])

Every call may be repeated: a document that was sent is answered alike and delivered once. Errors are `Problem`, with the stable code of the answer.
"""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

TRIES: Final = 4
LATER: Final = (503, 507)
PIECE: Final = 1024 * 1024


class Problem(Exception):
    """What the interface refused (RFC 9457): `status`, the stable `code`, `detail` in words, and the whole answer as `told`."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.status, self.code, self.detail, self.told = int(told.get("status", 0)), str(told.get("code", "")), str(told.get("detail", "")), told
        super().__init__(f"{self.status} {self.code}: {self.detail}")


class Client:
    """Calls one server with one key or token; a call that was cut off, or is to come later, is tried again a few times."""

    def __init__(self, base_url: str, *, key: str, timeout: float = 60.0, pause: float = 2.0) -> None:
        """`timeout` and `pause` (between two tries) are seconds. Only https, but for this machine itself."""
        parts = urlsplit(base_url)
        if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("a key is sent over https alone")
        self.root, self.key, self.timeout, self.pause = base_url.rstrip("/") + "/api/v1/", key, timeout, pause

    def open_run(self, name: str, items: Iterable[dict[str, str]] = ()) -> dict[str, Any]:
        """Open a run, or the same one again; `items` is its list."""
        return self._json("POST", "runs", {"name": name, "items": list(items)})

    def run(self, run: str) -> dict[str, Any]:
        """Its numbers as they are now: listed = published + paper + refused + missing + waiting."""
        return self._json("GET", f"runs/{run}")

    def items(self, run: str, outcome: str = "") -> Iterator[dict[str, Any]]:
        """What became of each file, in the order of the list."""
        after: int | None = 0
        while after is not None:
            page = self._json("GET", f"runs/{run}/items?" + urlencode({"outcome": outcome, "after": after}))
            yield from page["items"]
            after = page["after"]

    def put_document(self, run: str, file: Path, **facts: str) -> dict[str, Any]:
        """Send one PDF, with its facts or with the `reference` under which it is on the list; the receipt."""
        digest = b64encode(_digest(file)).decode()
        headers = {"Content-Type": "application/pdf", "Content-Length": str(file.stat().st_size), "Content-Digest": f"sha-256=:{digest}:"}
        return self._json("PUT", f"runs/{run}/documents?" + urlencode(facts), file, headers)

    def close_run(self, run: str) -> dict[str, Any]:
        """What was never sent is missing from now on; it can still be sent."""
        return self._json("POST", f"runs/{run}/close", {})

    def documents(self, institution: str, **wanted: str) -> Iterator[dict[str, Any]]:
        """The documents of a centre by its number, newest first; `kind`, `law`, `period` and `unread` narrow them."""
        after: int | None = None
        while True:
            more = {"after": str(after)} if after is not None else {}
            page = self._json("GET", f"institutions/{institution}/documents?" + urlencode({**wanted, **more}))
            yield from page["documents"]
            after = page["after"]
            if after is None:
                return

    def document(self, document: str) -> dict[str, Any]:
        """One document with its files."""
        return self._json("GET", f"documents/{document}")

    def read(self, document: str, position: int, to: Path) -> str:
        """Write the bytes of a file to `to`, whole or not at all, and give their SHA-256; reading is on record."""
        part = to.with_name(to.name + ".part")
        digest = hashlib.sha256()
        with self._ask("GET", f"documents/{document}/files/{position}/content", None, {}) as answer, part.open("wb") as target:
            while piece := answer.read(PIECE):
                digest.update(piece)
                target.write(piece)
        part.replace(to)
        return digest.hexdigest()

    def _json(self, method: str, path: str, body: dict[str, Any] | Path | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        with self._ask(method, path, body, headers or {}) as answer:
            found: dict[str, Any] = json.loads(answer.read())
        return found

    def _ask(self, method: str, path: str, body: dict[str, Any] | Path | None, headers: dict[str, str]) -> Any:
        for left in reversed(range(TRIES)):
            try:
                return self._once(method, path, body, headers)
            except HTTPError as wrong:
                problem = _problem(wrong)
                if problem.status not in LATER or not left:
                    raise problem from None
            except (URLError, ConnectionError, TimeoutError):
                if not left:
                    raise
            time.sleep(self.pause)
        raise AssertionError("a last try answers or raises")

    def _once(self, method: str, path: str, body: dict[str, Any] | Path | None, headers: dict[str, str]) -> Any:
        sent: bytes | BinaryIO | None = None
        if isinstance(body, Path):
            sent = body.open("rb")
        elif body is not None:
            sent, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
        try:
            asked = Request(self.root + path, data=sent, method=method, headers={"Authorization": f"Bearer {self.key}", **headers})  # noqa: S310 - https, see above
            return urlopen(asked, timeout=self.timeout)  # noqa: S310
        finally:
            if isinstance(body, Path) and sent is not None and not isinstance(sent, bytes):
                sent.close()


def _digest(file: Path) -> bytes:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").digest()


def _problem(wrong: HTTPError) -> Problem:
    try:
        return Problem(json.loads(wrong.read()))
    except ValueError:
        return Problem({"status": wrong.code, "code": "unreadable", "detail": str(wrong.reason)})
