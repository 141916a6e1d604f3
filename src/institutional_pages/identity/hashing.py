"""How passwords and card codes are hashed, and how many at once: a crowd at the door leaves room for those who read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE: Final = 4  # in a process: half of its threads (cli/serving.py)
PATIENCE_SECONDS: Final = 0.2
_turns = BoundedSemaphore(AT_ONCE)


class StandardHasher(Argon2PasswordHasher):
    """argon2id at 19 MiB, two passes, one lane (OWASP's figures): 17 ms a sign-in instead of 91 (performance.md §4)."""

    algorithm = "argon2-19mib"
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class TooManyAtOnce(Exception):
    """More people sign in at this moment than this process looks at together: the same may be tried again in a second."""


@contextmanager
def turn() -> Iterator[None]:
    """Inside, something that was typed may be compared with its hash; `TooManyAtOnce` when no turn comes free soon."""
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise TooManyAtOnce
    try:
        yield
    finally:
        _turns.release()
