"""F3, F4 with the limits of a real system: a disk that is full or read-only, too few open files, a database that another program holds."""

import os
import resource
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.db import connections

from tests.environment import ON_POSTGRESQL
from tests.faults.failing import REMEDY
from tests.faults.stages import plain_copies


@contextmanager
def mounted(folder, *options):
    """Another file system at `folder`; left out where nobody may mount one."""
    folder.mkdir(exist_ok=True)
    if subprocess.run(["mount", *options, folder], capture_output=True, check=False).returncode:
        pytest.skip("this account may not mount; the injected errors of test_every_call_fails.py stand for it")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def enlarge(folder):
    subprocess.run(["mount", "-o", "remount,size=64m", folder], check=True)


@contextmanager
def held(database, seconds):
    """Another program that writes to the database so long."""
    program = (
        "import sqlite3, sys, time\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True)\n"
        "time.sleep(float(sys.argv[2]))\n"
        "connection.rollback()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, database, str(seconds)], stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        yield
        other.kill()


def assert_told_and_completed(one, ended, words):
    """Exit 2, one sentence that says what it is and what to do, nothing half; then, mended, all of it."""
    assert ended.code == 2, ended
    assert words in ended.err
    assert REMEDY in ended.err
    assert "Traceback" not in ended.err
    assert one.wrong(complete=False) == []
    assert plain_copies(one.data) == []
    again = one.publish()
    assert again.code == 0, again
    assert one.wrong(complete=True) == []


def test_a_full_disk_is_told_and_with_room_again_the_run_completes(stage):
    one = stage(documents=60)
    with mounted(one.data / "documents", "-t", "tmpfs", "-o", "size=96k", "tmpfs"):
        ended = one.publish()
        published = one.deliveries().count()
        enlarge(one.data / "documents")

        assert 0 < published < 60
        assert_told_and_completed(one, ended, "No room is left on the disk (ENOSPC)")


@pytest.mark.skipif(ON_POSTGRESQL, reason="the database of PostgreSQL is on the disk of its server")
def test_a_disk_too_full_for_the_database_is_told_and_with_room_again_the_run_completes(stage, tmp_path):
    one = stage(documents=60)
    connections.close_all()
    shutil.copytree(one.data, tmp_path / "kept")
    room = sum(path.stat().st_size for path in one.data.rglob("*") if path.is_file()) + 600_000
    with mounted(one.data, "-t", "tmpfs", "-o", f"size={room}", "tmpfs"):
        shutil.copytree(tmp_path / "kept", one.data, dirs_exist_ok=True)
        ended = one.publish()
        enlarge(one.data)

        assert_told_and_completed(one, ended, REMEDY)
        connections.close_all()


def test_a_folder_that_cannot_be_written_is_told(stage):
    one = stage()
    with mounted(one.data / "documents", "-t", "tmpfs", "-o", "ro", "tmpfs"):
        ended = one.publish()

    assert_told_and_completed(one, ended, "Let this account read")


@pytest.mark.parametrize("files", [5, 8, 12])
def test_too_few_open_files_are_told(stage, files):
    one = stage()

    ended = one.publish(lambda: open_at_most(files), warm=False)

    assert_told_and_completed(one, ended, REMEDY)


def open_at_most(files: int) -> None:
    """What pytest has opened is closed, and there may be so many files in all."""
    os.closerange(3, 1_000)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL locks rows: another writer does not stop us")
def test_a_database_that_another_program_holds_for_too_long_is_told(stage):
    one = stage()
    with held(one.data / "institutional-pages.sqlite3", 60):
        ended = one.publish(impatient)

    assert_told_and_completed(one, ended, "Another program holds the database")


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL locks rows: another writer does not stop us")
def test_a_database_that_another_program_holds_for_a_moment_is_waited_for(stage):
    one = stage()
    with held(one.data / "institutional-pages.sqlite3", 1):
        ended = one.publish()

    assert ended.code == 0, ended
    assert one.wrong(complete=True) == []


def impatient() -> None:
    """Wait half a second for the database instead of the twenty of the settings."""
    options = connections.settings["default"]["OPTIONS"]
    connections.settings["default"]["OPTIONS"] = {**options, "timeout": 0.5}
    del connections["default"]
