"""`ipages serve` and `ipages worker`: the web door and the mails, one command on a laptop."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Annotated, Any

import typer

from institutional_pages.cli.printing import tell
from institutional_pages.cli.starting import collect_static, prepare, see_that_documents_open, see_that_keys_are_ours, start

WORKER = [sys.executable, "-m", "institutional_pages.worker"]


def serve(
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    bind: Annotated[str, typer.Option(help="The address to listen on: this machine alone unless you say otherwise.")] = "127.0.0.1",
    processes: Annotated[int, typer.Option(help="Web processes.")] = 2,
    threads: Annotated[int, typer.Option(help="Requests at once in a process.")] = 8,
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Also run the worker that sends mails.")] = True,
) -> None:
    """Serve the pages, and send the mails, until stopped."""
    start()
    prepare()
    see_that_documents_open()
    see_that_keys_are_ours()
    collect_static()
    run_server(port=port, bind=bind, processes=processes, threads=threads, with_worker=with_worker)


def run_server(*, port: int, bind: str = "127.0.0.1", processes: int = 2, threads: int = 8, with_worker: bool = True) -> None:
    """Serve until stopped; the worker is a process of its own that ends with us."""
    worker_process = subprocess.Popen(WORKER) if with_worker else None
    try:
        _application({"bind": f"{bind}:{port}", "workers": processes, "threads": threads}).run()
    finally:
        if worker_process is not None:
            worker_process.terminate()
            worker_process.wait(timeout=30)


def _application(options: dict[str, Any]) -> Any:
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):  # type: ignore[misc]
        """Gunicorn with our options instead of a configuration file."""

        def load_config(self) -> None:
            settled = {
                "worker_class": "gthread",
                "timeout": 120,
                "graceful_timeout": 30,
                "keepalive": 5,
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for name, value in {**settled, **options}.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            from gunicorn.util import import_app

            return import_app("institutional_pages.config.wsgi:application")

    return Application()


def worker() -> None:
    """Send mails, number events and do the daily duties, until stopped."""
    start()
    tell("worker: running")
    os.execv(sys.executable, WORKER)  # noqa: S606 - our own program, in our place
