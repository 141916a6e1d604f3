"""From where and by what means the present request acts; the door sets it, `record` writes it into each event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """
    `means` is how the person signed in (`password+code-card`), `level` how sure that makes (`AAL2`), `network` the name of its network,
    `session` an opaque key of that session.
    """

    door: str = "system"
    means: str = ""
    level: str = ""
    session: str = ""
    address: str = ""
    network: str = ""


_NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_NOWHERE)


def current() -> Origin:
    """The origin of what is being done now."""
    return _origin.get()


@contextmanager
def acting_from(origin: Origin) -> Iterator[None]:
    """Everything recorded inside carries `origin`."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)
