"""The environment of the tests, the database they run on, and what every test may ask for; the cast is in `tests/cast.py`."""

import os
import shutil
from collections import Counter, defaultdict
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import environment

environment.prepare()

import django  # noqa: E402 (the environment comes first)

django.setup()

from django.conf import settings as django_settings  # noqa: E402

HERE = Path(__file__).parent
BOTH = {
    *("access", "administration", "audit", "database", "delivery", "faults", "identity", "institutions"),
    *("mailbox", "notices", "onboarding", "paper", "story", "worker"),
}
PROGRAMS = {  # what a test may need beside the wheels: `needs("clamd")`; the Debian package stands in the Makefile
    "chromium": ("chromium", "chromium-browser"),
    "clamd": ("clamd", "/usr/sbin/clamd"),
    "curl": ("curl",),
    "gs": ("gs",),
    "soffice": ("soffice",),
    "pdflatex": ("pdflatex",),
    "strace": ("strace",),
}
REAL_HASHERS = list(django_settings.PASSWORD_HASHERS)
FAST_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *REAL_HASHERS]

django_settings.PASSWORD_HASHERS = FAST_HASHERS
Path(django_settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
django_settings.STORAGES = {**django_settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

pytest_plugins = ["tests.fresh_database", *(["tests.cast"] if find_spec("tests.cast") else [])]


def pytest_configure(config: pytest.Config) -> None:
    """Make the markers known by which `make` and the machine choose what runs."""
    config.addinivalue_line("markers", "both_databases: holds on SQLite and on PostgreSQL; every test of the folders named in tests/conftest.py")
    config.addinivalue_line("markers", "needs(program, ...): left out, loudly, on a machine without one of these programs")


def pytest_report_header() -> str:
    """Say which database is tried."""
    return f"database: {'PostgreSQL' if environment.ON_POSTGRESQL else 'SQLite (IPAGES_TEST_DATABASE=postgresql runs on PostgreSQL)'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by folder, and leave out what this machine or this database cannot run."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.relative_to(HERE).parts[0] in BOTH:
            item.add_marker("both_databases")
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.needs("chromium"))
        if item.get_closest_marker("postgres") and not environment.ON_POSTGRESQL:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: IPAGES_TEST_DATABASE=postgresql"))
    absent = missing_programs()
    left_out = [item for item in items if absent & {name for mark in item.iter_markers("needs") for name in mark.args}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was left out, and which command brings it; and what was counted, the counts of all tests together."""
    for name, counts in counted(terminalreporter).items():
        terminalreporter.line(f"{name}: {counts.total()} = " + ", ".join(f"{what} {n}" for what, n in sorted(counts.items())))
    if absent := missing_programs():
        terminalreporter.section("LEFT OUT", sep="!", red=True)
        terminalreporter.line(f"The tests that need {', '.join(sorted(absent))} did not run: `make system` brings them (Debian packages).")


def counted(terminalreporter: pytest.TerminalReporter) -> dict[str, Counter[str]]:
    """What tests gave to `record_property` as counters, by name."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, value in report.user_properties if report.when == "call" else []:
            if isinstance(value, dict):
                sums[name].update(value)
    return sums


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where all is required, a machine that leaves something out has failed."""
    if os.environ.get("REQUIRE_ALL") and missing_programs():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def missing_programs() -> set[str]:
    """The programs of the table that this machine has not."""
    return {name for name, places in PROGRAMS.items() if not any(map(shutil.which, places))}


@pytest.fixture
def argon2(settings):
    """The hashers of the product instead of the fast one of the tests."""
    settings.PASSWORD_HASHERS = REAL_HASHERS
