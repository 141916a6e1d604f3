"""The environment of the tests, the database they run on, and what every test may ask for; the cast is in `tests/cast.py`."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import environment

environment.prepare()

import django  # noqa: E402 (the environment comes first)

django.setup()

from django.conf import settings as django_settings  # noqa: E402

HERE = Path(__file__).parent
BOTH = {"access", "administration", "audit", "database", "delivery", "identity", "institutions", "mailbox", "notices", "paper", "story", "worker"}
REAL_HASHERS = list(django_settings.PASSWORD_HASHERS)
FAST_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *REAL_HASHERS]

django_settings.PASSWORD_HASHERS = FAST_HASHERS
Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
django_settings.STORAGES = {**django_settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

pytest_plugins = ["tests.fresh_database", *(["tests.cast"] if find_spec("tests.cast") else [])]


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known by which `make` chooses what also runs on PostgreSQL."""
    config.addinivalue_line("markers", "both_databases: holds on SQLite and on PostgreSQL; every test of the folders named in tests/conftest.py")


def pytest_report_header() -> str:
    """Say which database is tried."""
    return f"database: {'PostgreSQL' if environment.ON_POSTGRESQL else 'SQLite (IPAGES_TEST_DATABASE=postgresql runs on PostgreSQL)'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by folder; what needs PostgreSQL is left out, named, on SQLite."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.relative_to(HERE).parts[0] in BOTH:
            item.add_marker("both_databases")
        if item.get_closest_marker("postgres") and not environment.ON_POSTGRESQL:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: IPAGES_TEST_DATABASE=postgresql"))


@pytest.fixture
def argon2(settings):
    """The hashers of the product instead of the fast one of the tests."""
    settings.PASSWORD_HASHERS = REAL_HASHERS
