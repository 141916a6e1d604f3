"""The worker as a process of its own: `ipages worker` and `ipages serve` start it."""

from __future__ import annotations

import os
import signal
import sys
import threading

import django


def main() -> None:
    """Work until a signal says stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institutional_pages.config.settings")
    django.setup()
    from django.conf import settings

    if settings.START_PROBLEMS:
        sys.exit("\n".join(settings.START_PROBLEMS))
    from institutional_pages.worker.loop import run_worker

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    run_worker(stop=stop)


if __name__ == "__main__":
    main()
