"""Stepping up: who gives access, signs or makes means of sign-in has typed the password a moment ago (ASVS 5.0, 7.5.3).

The door says when, for each request; a session that somebody left open, or whose cookie was stolen, gives nobody access.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from institutional_pages.access.means_errors import ProveAgain
from institutional_pages.audit import origin

FRESH_SECONDS: Final = 15 * 60
# A form is shown only to who proved within the quarter of an hour, and a session that rests for another one is over: so nothing typed is refused.
KEPT_SECONDS: Final = 2 * FRESH_SECONDS

_proved: ContextVar[float] = ContextVar("proved", default=0.0)


@contextmanager
def proved_at(moment: float) -> Iterator[None]:
    """Inside, whoever acts has proved at `moment` (seconds since 1970) who they are."""
    token = _proved.set(moment)
    try:
        yield
    finally:
        _proved.reset(token)


def is_fresh(moment: float) -> bool:
    """Whether a form that needs a proof may be shown to who proved then."""
    return time.time() - moment <= FRESH_SECONDS


def require_recent_proof() -> None:
    """That who acts through the web has proved who they are; other doors have their own proof."""
    if origin.current().door == "web" and time.time() - _proved.get() > KEPT_SECONDS:
        raise ProveAgain
