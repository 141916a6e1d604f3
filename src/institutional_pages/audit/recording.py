"""Write down what happened: `record` one event, `record_many` in as few statements, inside the caller's transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils import timezone

from institutional_pages.audit import origin
from institutional_pages.audit.models import Event, EventText
from institutional_pages.inserting import insert_many, insert_values

SALT = 32  # bytes
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


class Referable(Protocol):
    """Anything with an opaque reference of its own, such as a machine or the system."""

    @property
    def reference(self) -> str: ...


@dataclass(frozen=True, slots=True)
class System:
    """The product itself, acting by its own rules or on a command line: `System("import")`."""

    name: str

    @property
    def reference(self) -> str:
        return f"system:{self.name}"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, before it is written."""

    actor: models.Model | Referable | str
    verb: str
    subject: models.Model | Referable | str = ""
    basis: models.Model | Referable | str = ""
    institution: models.Model | Referable | str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def reference(of: models.Model | Referable | str) -> str:
    """The opaque reference of a row (`mandate:3`), or the text itself."""
    if isinstance(of, str):
        return of
    if isinstance(of, models.Model):
        return f"{of._meta.model_name}:{of.pk}"
    return of.reference


def record(
    actor: models.Model | Referable | str,
    verb: str,
    subject: models.Model | Referable | str = "",
    *,
    basis: models.Model | Referable | str = "",
    institution: models.Model | Referable | str = "",
    **facts: Any,
) -> Event:
    """Write one event; `facts` are plain values without names of people."""
    return record_many([Happening(actor, verb, subject, basis, institution, facts)])[0]


def record_many(happenings: Iterable[Happening]) -> list[Event]:
    """Write many events in two statements, in the order given."""
    sealed = list(_sealed(happenings))
    events = [event for event, _, _ in sealed]
    insert_many(events)
    insert_values(EventText, ("event_id", "salt", "canonical"), [(event.pk, salt, text) for event, salt, text in sealed])
    return events


def leaf_digest(salt: bytes, canonical: str) -> str:
    """The leaf of the evidence log: SHA-256(0x00 || salt || canonical JSON), in hex (RFC 6962 §2.1, salted; security.md §6)."""
    return hashlib.sha256(b"\x00" + salt + canonical.encode()).hexdigest()


def _sealed(happenings: Iterable[Happening]) -> Iterator[tuple[Event, bytes, str]]:
    """Each event with its salt and its text; the moment, the issuer and the origin are those of all."""
    now = timezone.now()
    of_all = {"issuer": settings.BASE_URL, "at": now.isoformat(), "origin": asdict(origin.current())}
    happenings = list(happenings)
    chance = secrets.token_bytes(SALT * len(happenings))
    for start, happening in zip(range(0, len(chance), SALT), happenings, strict=True):
        columns = {
            "actor": reference(happening.actor),
            "verb": happening.verb,
            "subject": reference(happening.subject),
            "basis": reference(happening.basis),
            "institution": reference(happening.institution),
        }
        event, salt = Event(at=now, **columns), chance[start : start + SALT]
        canonical = CANONICAL.encode({**of_all, **columns, "version": event.version, "facts": dict(happening.facts)})
        event.digest = leaf_digest(salt, canonical)
        yield event, salt, canonical
