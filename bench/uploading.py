"""Drives peer (b): its server under gunicorn, and one client that posts every document over one connection."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.corpus import Document
from bench.ports import free_port, wait_for

ROOT = Path(__file__).resolve().parents[1]
BOUNDARY = "benchmark-of-institutional-pages"
TOKEN = "b" * 40


@contextmanager
def server(python: Path, root: Path) -> Iterator[int]:
    """The application with two processes of four threads, its database new; the port it listens on."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    environment = {"PATH": os.environ["PATH"], "PLAIN_UPLOAD_FOLDER": str(root), "PYTHONPATH": str(ROOT)}
    subprocess.run([python, "-m", "bench.plain_upload"], env=environment, cwd=ROOT, check=True)
    port = free_port()
    command: list[str | Path] = [
        python,
        "-m",
        "gunicorn",
        "-w",
        "2",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{port}",
        "--keep-alive",
        "60",
        "bench.plain_upload:application",
    ]
    with (root / "log").open("wb") as log, subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def post_all(port: int, folder: Path, documents: list[Document]) -> float:
    """Seconds until every document is answered with 201."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    begun = time.perf_counter()
    for document in documents:
        _post(connection, folder, document)
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds


def _post(connection: http.client.HTTPConnection, folder: Path, document: Document) -> None:
    body = _form(document, (folder / document.path).read_bytes())
    headers = {"Authorization": f"Token {TOKEN}", "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    connection.request("POST", "/documents/", body, headers)
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != http.HTTPStatus.CREATED:
        raise RuntimeError(f"the upload application answered {answer.status}: {told[:200]!r}")


def _form(document: Document, content: bytes) -> bytes:
    facts = {"centre": str(document.centre), "kind": document.kind, "law": "rmi", "period": document.period}
    fields = "".join(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in facts.items())
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{document.path}"\r\nContent-Type: application/pdf\r\n\r\n'
    return (fields + head).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
