"""A browser as far as a benchmark needs one: it keeps its cookies and its connection, and signs in as people do."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode


@dataclass(slots=True)
class Browser:
    """One visitor of the server on this machine; `seconds` is what the last request took."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    _connection: HTTPConnection | None = None

    @property
    def cookie(self) -> str:
        """The header of the same name."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> tuple[HTTPResponse, str]:
        """The answer and its text."""
        return self._ask("GET", path)

    def post(self, path: str, **typed: str) -> tuple[HTTPResponse, str]:
        """What was typed, with the secret of the form that was shown before."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self.cookies.get("csrf", ""), **typed}))

    def sign_in(self, means: dict[str, Any]) -> tuple[float, float]:
        """Both steps; the seconds that the server took for the password and for the code."""
        self.get("/sign-in/")
        answer, _ = self.post("/sign-in/", login=means["login"], password=means["password"])
        password = self.seconds
        _, page = self.get(answer.headers["Location"])
        asked = re.search(r"<strong>(\d+)</strong>", page)
        if asked is None:
            raise RuntimeError("the server asks for no code")
        answer, page = self.post("/sign-in/code/", code=means["codes"][asked[1]])
        if answer.status != 302 or "session" not in self.cookies:
            raise RuntimeError(f"nobody is signed in: {answer.status}")
        return password, self.seconds

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, str]:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Referer": f"http://127.0.0.1:{self.port}/"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.seconds = time.perf_counter() - begun
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: found.value for name, found in SimpleCookie(header).items()}
        return answer, text
