"""A federation that runs, and somebody who walks through its pages."""

import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from tests.federation.provider import CLIENT, ORIGIN, PASSWORD, SECRET, STRONG

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def provider(tmp_path_factory):
    """Its address; it is its own issuer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("federation")
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.federation.provider", str(port), str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


@pytest.fixture
def federation(provider, settings):
    """The installation is a client of it."""
    settings.BASE_URL, settings.HOLDER_KEY = ORIGIN, "k" * 32
    settings.FEDERATION = {"issuer": provider, "name": "CSAM", "client": CLIENT, "secret": SECRET, "levels": [STRONG]}
    return provider


def signs_in_there(address: str, login: str) -> str:
    """Walk from `address` at the federation, as `login`, until it sends the browser back; the path and query to which it does."""
    with requests.Session() as session:
        answer = session.get(address)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', answer.text)[1]
        typed = {"csrfmiddlewaretoken": token, "login": login, "password": PASSWORD}
        answer = session.post(answer.url, typed, allow_redirects=False, headers={"Referer": answer.url})
        for _ in range(5):
            onward = urljoin(answer.url, answer.headers["Location"])
            if onward.startswith(ORIGIN):
                parts = urlsplit(onward)
                return f"{parts.path}?{parts.query}"
            answer = session.get(onward, allow_redirects=False)
    raise AssertionError("the federation sent nobody back")
