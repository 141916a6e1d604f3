"""How the command line speaks: clear lines on a terminal, JSON for scripts, a progress bar where somebody watches."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

NOTHING_DONE = 2


def say(text: str) -> None:
    """A plain line on standard output."""
    print(text, flush=True)


def tell(text: str) -> None:
    """A line beside the result, on standard error."""
    print(text, file=sys.stderr, flush=True)


def say_json(value: Any) -> None:
    """One JSON document on standard output."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def fail(text: str) -> NoReturn:
    """Say why nothing was done, on standard error, and end with exit code 2."""
    tell(text)
    sys.exit(NOTHING_DONE)


@contextmanager
def progress(title: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; elsewhere a plain line at each tenth."""
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=_console()) as bar:
            task = bar.add_task(title, total=total)
            yield lambda done: bar.advance(task, done)
        return
    yield _plain_progress(title, total)


def _plain_progress(title: str, total: int) -> Callable[[int], None]:
    done, tenth = 0, -1

    def advance(more: int) -> None:
        nonlocal done, tenth
        done += more
        now = 10 * done // total if total else 10
        if now > tenth:
            tenth = now
            tell(f"{title}: {done} of {total}")

    return advance


def _console() -> Any:
    from rich.console import Console

    return Console(stderr=True)
