"""The worker as a process of its own, on a database of its own."""

import signal
import subprocess
import sys
import time

from institutional_pages.audit.models import Event, EventNumber
from institutional_pages.audit.recording import Happening, System, record_many


def test_two_workers_number_what_happens_and_stop_when_told(committed_database, settings):
    workers = [start(committed_database) for _ in range(2)]
    for part in range(5):
        record_many(Happening(System("test"), "test.done", f"thing:{part}:{n}") for n in range(50))
        time.sleep(0.2)
    wait_until(lambda: EventNumber.objects.count() == Event.objects.count() >= 250 and settings.WORKER_HEARTBEAT.exists())

    for worker in workers:
        worker.send_signal(signal.SIGTERM)

    assert [worker.wait(30) for worker in workers] == [0, 0]
    numbers = list(EventNumber.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def start(database):
    """A worker that runs: it has said so."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "institutional_pages", "worker"],
        env=database.environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "worker: running\n"
    return worker


def wait_until(true, seconds=40):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)
