"""Publishes one folder once and prints what it took; a program of its own, so that memory is that of one run.

`python -m bench.publish_once FOLDER [--checked-before] [--profile FILE]`; the settings come from the environment (`bench/product.py`).
"""

from __future__ import annotations

import cProfile
import json
import os
import resource
import sys
import threading
import time
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any

SERVICE = "rmi-service"


def main() -> None:
    """Profiles, if asked, what the one thread that records costs the processor."""
    asked = ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--checked-before", action="store_true")
    asked.add_argument("--profile", type=Path)
    options = asked.parse_args()

    import django

    django.setup()
    if options.checked_before:
        _give_verdicts(options.folder)
    with cProfile.Profile(time.thread_time) if options.profile else nullcontext() as profile:
        took = publish(options.folder)
    if profile:
        profile.dump_stats(options.profile)
    json.dump(took, sys.stdout)


def publish(folder: Path) -> dict[str, Any]:
    """What `ipages publish` does once Django is loaded: read the list, publish, add up. Seconds, outcomes, and the peak memory in MB."""
    from institutional_pages.access.machines import command_line_machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.delivery import publishing
    from institutional_pages.delivery.manifest import read_manifest
    from institutional_pages.delivery.report import report_of

    service = Service.objects.get(code=SERVICE)
    checkers = Checkers()
    checkers.start()
    begun, used = time.perf_counter(), time.process_time()
    outcome = publishing.publish(publisher=command_line_machine(service=service), service=service, manifest=read_manifest(folder))
    report = report_of(outcome.run)
    seconds, processor = time.perf_counter() - begun, time.process_time() - used
    checkers.ended.set()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "delivered": report["published"] + report["paper"],
        "listed": report["listed"],
        "cpu_seconds": processor,
        "checkers_cpu_seconds": children.ru_utime + children.ru_stime,
        "peak_mb": _peak(os.getpid()),
        "checker_peak_mb": checkers.peak,
    }


class Checkers(threading.Thread):
    """Looks five times a second at the children of this process: the largest peak of their resident memory, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ended, self.peak = threading.Event(), 0.0

    def run(self) -> None:
        while not self.ended.wait(0.2):
            tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
            children = {int(child) for task in tasks for child in task.read_text().split()}
            self.peak = max([self.peak, *map(_peak, children)])


def _peak(process: int) -> float:
    """The kernel's VmHWM, which unlike getrusage begins anew with the program; 0 for a process that is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def _give_verdicts(folder: Path) -> None:
    """The gate is not asked: its answer, known from the making of the corpus, is given. All else of publishing is as always."""
    from bench.corpus import documents_in
    from institutional_pages.pdf.findings import Verdict
    from institutional_pages.pdf.gate import Gate

    pages = {document.bytes: document.pages for document in documents_in(folder)}

    def given(_gate: Gate, path: Path) -> Verdict:
        return Verdict(accepted=True, pages=pages[path.stat().st_size])

    Gate.inspect = given  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    main()
