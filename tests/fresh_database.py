"""A fresh database with real commits, for threads and processes: copied from the migrated test database, never flushed."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import close_old_connections, connections
from django.test.utils import setup_databases, teardown_databases

from tests.environment import ON_POSTGRESQL, database_url

NAME_OF_THE_PRODUCT = connections["default"].settings_dict["NAME"]  # pytest-django makes no test database when no test is marked for one


@dataclass(frozen=True)
class FreshDatabase:
    """`environment` lets a subprocess work on the same data; `data` is its data folder."""

    data: Path
    environment: dict[str, str]


@pytest.fixture(scope="session")
def _template(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path | str]:
    """The test database as its migrations left it: a file, or the name of a database on the server."""
    with django_db_blocker.unblock():
        connection = connections["default"]
        own = setup_databases(0, interactive=False, aliases={"default"}) if connection.settings_dict["NAME"] == NAME_OF_THE_PRODUCT else []
        connection.ensure_connection()
        yield str(connection.settings_dict["NAME"]) if ON_POSTGRESQL else _copied(connection.connection, tmp_path_factory.mktemp("template"))
        teardown_databases(own, verbosity=0)


def _copied(source: sqlite3.Connection, folder: Path) -> Path:
    path = folder / "migrated.sqlite3"
    target = sqlite3.connect(path)
    source.backup(target)
    target.close()
    return path


@pytest.fixture
def committed_database(_template, django_db_blocker, settings, tmp_path) -> Iterator[FreshDatabase]:
    """A database of this test's own in which commits are real; not together with `db`."""
    data = tmp_path / "data"
    data.mkdir()
    settings.VAULT_ROOT, settings.INCOMING_ROOT, settings.DATA = data / "documents", data / "incoming", data
    settings.WORKER_HEARTBEAT = data / settings.WORKER_HEARTBEAT.name
    with django_db_blocker.unblock():
        connections["default"].close()
        make = _on_the_server if ON_POSTGRESQL else _in_a_file
        with_environment = {**os.environ, "IPAGES_DATA": str(data)}
        yield from make(_template, data, with_environment)


def _in_a_file(template: Path, data: Path, environment: dict[str, str]) -> Iterator[FreshDatabase]:
    path = data / "institutional-pages.sqlite3"
    path.write_bytes(template.read_bytes())
    yield from _using(str(path), FreshDatabase(data, environment))


def _on_the_server(template: str, data: Path, environment: dict[str, str]) -> Iterator[FreshDatabase]:
    name = f"fresh_{secrets.token_hex(6)}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield from _using(name, FreshDatabase(data, {**environment, "IPAGES_DATABASE_URL": database_url(name)}))
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def _using(name: str, fresh: FreshDatabase) -> Iterator[FreshDatabase]:
    """Every connection that any thread opens meanwhile is to the database `name`."""
    kept_settings, kept_connection = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**kept_settings, "NAME": name}
    connections["default"] = connections.create_connection("default")
    try:
        yield fresh
    finally:
        connections["default"].close()
        close_old_connections()
        connections.settings["default"] = kept_settings
        connections["default"] = kept_connection


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(statement)
