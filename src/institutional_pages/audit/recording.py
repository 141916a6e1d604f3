"""Write down what happened: `record` one event, `record_many` in as few statements, inside the caller's transaction."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils import timezone

from institutional_pages.audit import origin
from institutional_pages.audit.models import Event, EventText


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
    now = timezone.now()
    sealed = [_seal(happening, now) for happening in happenings]
    events = Event.objects.bulk_create([event for event, _, _ in sealed], batch_size=500)
    EventText.objects.bulk_create(
        [EventText(event_id=event.pk, salt=salt, canonical=text) for event, (_, salt, text) in zip(events, sealed, strict=True)], batch_size=500
    )
    return events


def leaf_digest(salt: bytes, canonical: str) -> str:
    """The leaf of the evidence log: SHA-256(0x00 || salt || canonical JSON), in hex (RFC 6962 §2.1, salted; security.md §6)."""
    return hashlib.sha256(b"\x00" + salt + canonical.encode()).hexdigest()


def _seal(happening: Happening, now: datetime) -> tuple[Event, bytes, str]:
    event = Event(
        at=now,
        actor=reference(happening.actor),
        verb=happening.verb,
        subject=reference(happening.subject),
        basis=reference(happening.basis),
        institution=reference(happening.institution),
    )
    whole = {
        "version": event.version,
        "issuer": settings.BASE_URL,
        "at": now.isoformat(),
        "actor": event.actor,
        "verb": event.verb,
        "subject": event.subject,
        "basis": event.basis,
        "institution": event.institution,
        "origin": asdict(origin.current()),
        "facts": dict(happening.facts),
    }
    canonical = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    salt = secrets.token_bytes(32)
    event.digest = leaf_digest(salt, canonical)
    return event, salt, canonical
