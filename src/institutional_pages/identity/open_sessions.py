"""The sessions of a person that are open now. Plain steps without rights: `access` says who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from institutional_pages.identity.models import Session

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

VISIT: Final = "visit"  # under which a session keeps what it knows of its sign-in


@dataclass(frozen=True, slots=True)
class OpenSession:
    """`key` names it and is not its cookie; `seen` is at most a minute late."""

    key: str
    means: str
    began: datetime
    seen: datetime
    address: str
    network: str


def open_sessions(person: Person, *, idle_seconds: int) -> list[OpenSession]:
    """Those used within `idle_seconds`, the latest first: who was away longer is out at the next click."""
    since = timezone.now().timestamp() - idle_seconds
    found = [_as_seen(kept) for _, kept in _visits(person) if kept["seen"] > since]
    return sorted(found, key=lambda session: session.seen, reverse=True)


def end_session(person: Person, key: str) -> bool:
    """End the session of `person` that `key` names; whether it was open."""
    rows = [row for row, kept in _visits(person) if kept["key"] == key]
    return bool(Session.objects.filter(pk__in=rows).delete()[0])


def forget_expired_sessions() -> int:
    """Forget the sessions that are over, with what they knew; how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def _visits(person: Person) -> list[tuple[str, dict[str, Any]]]:
    rows = Session.objects.filter(person=person, expire_date__gt=timezone.now())
    decoded = [(row.pk, row.get_decoded().get(VISIT)) for row in rows]
    begun = person.sessions_end_before.timestamp() if person.sessions_end_before else 0.0
    return [(key, kept) for key, kept in decoded if kept and kept["began"] > begun]


def _as_seen(kept: dict[str, Any]) -> OpenSession:
    moments = {name: datetime.fromtimestamp(kept[name], tz=UTC) for name in ("began", "seen")}
    return OpenSession(key=kept["key"], means=kept["means"], address=kept["address"], network=kept["network"], **moments)
