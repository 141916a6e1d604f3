"""The names of laws and kinds, for lists and filters; who may do what is never decided by these."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Final

from institutional_pages.catalogue.models import Kind, Law

KEPT_SECONDS: Final = 60


def laws() -> dict[int, Law]:
    """Every law in its order, as it was at most a minute ago; a law comes by a migration, so it is not asked for at every request."""
    return _laws(_minute())


def kinds() -> dict[int, Kind]:
    """Every kind in its order, as it was at most a minute ago."""
    return _kinds(_minute())


def forget() -> None:
    """Ask the database again at the next call."""
    _laws.cache_clear()
    _kinds.cache_clear()


def _minute() -> int:
    return int(time.monotonic() // KEPT_SECONDS)


@lru_cache(maxsize=1)
def _laws(minute: int) -> dict[int, Law]:  # noqa: ARG001 - the key of the cache
    return {law.pk: law for law in Law.objects.all()}


@lru_cache(maxsize=1)
def _kinds(minute: int) -> dict[int, Kind]:  # noqa: ARG001 - the key of the cache
    return {kind.pk: kind for kind in Kind.objects.all()}
