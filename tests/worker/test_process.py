"""The worker as a process of its own, on a database of its own."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from institutional_pages.audit.models import Event, EventNumber
from institutional_pages.audit.recording import Happening, System, record_many


@pytest.fixture
def workers(committed_database):
    """Two workers at once; whatever the test does, none is left behind."""
    started = [subprocess.Popen([sys.executable, "-m", "institutional_pages.worker"], env=committed_database.environment) for _ in range(2)]
    try:
        wait_until(lambda: all(hears_the_signal(worker) for worker in started))
        yield started
    finally:
        for worker in started:
            worker.kill()
            worker.wait(30)


def test_two_workers_number_what_happens_and_stop_when_told(workers, settings):
    for part in range(5):
        record_many(Happening(System("test"), "test.done", f"thing:{part}:{n}") for n in range(50))
        time.sleep(0.2)
    wait_until(lambda: EventNumber.objects.count() == Event.objects.count() >= 250 and settings.WORKER_HEARTBEAT.exists())

    for worker in workers:
        worker.send_signal(signal.SIGTERM)

    assert [worker.wait(60) for worker in workers] == [0, 0]  # one may be waiting for the other at the lock of the database, 20 s each time
    numbers = list(EventNumber.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def hears_the_signal(worker):
    """Whether the process has begun to catch SIGTERM."""
    caught = re.search(r"SigCgt:\s*([0-9a-f]+)", Path(f"/proc/{worker.pid}/status").read_text())
    return bool(int(caught[1], 16) >> (signal.SIGTERM - 1) & 1)


def wait_until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)
