"""Rows planted directly, past the actions: only here, where the database itself is tried."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from institutional_pages.access.models import Appointment, Grant, GrantScope, Machine, Mandate, Officer
from institutional_pages.catalogue.models import Kind, Law, Publication, Service
from institutional_pages.delivery.models import Delivery, DeliveryFile, PageTotal, Run, RunItem
from institutional_pages.identity.models import CardCode, CodeCard, Employment, Person
from institutional_pages.institutions.models import Address, Identifier, Institution, InstitutionName, Network, NetworkRange, NetworkUse
from institutional_pages.mailbox.models import Opening
from institutional_pages.notices.models import Notice
from institutional_pages.vault.models import Blob

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
FROM, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


def law() -> Law:
    return Law.objects.get(code="rmi")


def kind() -> Kind:
    return Kind.objects.get(code="monthly-statement")


def service() -> Service:
    return Service.objects.order_by("position").first()


def person(**more: Any) -> Person:
    name = f"p{uuid4().hex[:8]}"
    return Person.objects.create(**{"username": name, "first_name": "A", "last_name": "B", "email": f"{name}@example.org", **more})


def institution(**more: Any) -> Institution:
    return Institution.objects.create(**{"type": "centre", "languages": ["nl"], "channel": "electronic", **more})


def name(of: Institution, **more: Any) -> InstitutionName:
    return InstitutionName.objects.create(**{"institution": of, "language": "nl", "name": "OCMW", "valid_from": FROM, **more})


def address(of: Institution) -> Address:
    return Address.objects.create(institution=of, street="Markt 1", postcode="2500", town="Lier", valid_from=FROM)


def identifier(of: Institution, **more: Any) -> Identifier:
    return Identifier.objects.create(**{"institution": of, "scheme": "nis", "value": "12021", "valid_from": FROM, **more})


def network() -> Network:
    return Network.objects.create(name=f"n{uuid4().hex[:8]}", operator="VERA")


def network_range(of: Network) -> NetworkRange:
    return NetworkRange.objects.create(network=of, cidr="10.0.0.0/8", valid_from=FROM)


def network_use(of: Network, by: Institution) -> NetworkUse:
    return NetworkUse.objects.create(network=of, institution=by, valid_from=FROM)


def employment(of: Person, at: Institution, **more: Any) -> Employment:
    return Employment.objects.create(**{"person": of, "institution": at, "valid_from": FROM, **more})


def card(of: Person, **more: Any) -> CodeCard:
    return CodeCard.objects.create(**{"person": of, "number": uuid4().hex[:12], "made_at": NOW, "valid_until": UNTIL, **more})


def code(of: CodeCard, **more: Any) -> CardCode:
    return CardCode.objects.create(**{"card": of, "position": 1, "hash": "x", **more})


def officer(at: Institution, of: Person | None = None, **more: Any) -> Officer:
    return Officer.objects.create(**{"person": of or person(), "institution": at, "office": "president", "valid_from": FROM, **more})


def mandate(at: Institution | None = None, holder: Person | None = None, **more: Any) -> Mandate:
    holder = holder or person()
    fields = {"valid_from": FROM, "valid_until": UNTIL, "designated_by": holder, "designated_at": NOW}
    return Mandate.objects.create(institution=at or institution(), holder=holder, **{**fields, **more})


def signed(holder: Person | None = None, **more: Any) -> Mandate:
    both = {"president_signed_by": person(), "president_signed_at": NOW, "secretary_signed_by": person(), "secretary_signed_at": NOW}
    return mandate(holder=holder, **{**both, **more})


def enabled(at: Institution, holder: Person) -> Mandate:
    return signed(holder, at=at, enabled_by=person(), enabled_at=NOW)


def grant(at: Institution | None = None, reader: Person | None = None, **more: Any) -> Grant:
    at = at or institution()
    if not {"mandate", "officer"} & set(more):
        more["mandate"] = mandate(at)
    return Grant.objects.create(**{"institution": at, "reader": reader or person(), "given_by": person(), "given_at": NOW, **more})


def scope(of: Grant) -> GrantScope:
    return GrantScope.objects.create(grant=of, law=law(), kind=kind())


def appointment(of: Person, role: str, **more: Any) -> Appointment:
    if role == "publisher":
        more.setdefault("service", service())
    return Appointment.objects.create(**{"person": of, "role": role, "valid_from": FROM, "by_command_line": True, **more})


def machine(**more: Any) -> Machine:
    return Machine.objects.create(**{"name": "cli", "service": service(), **more})


def run(**more: Any) -> Run:
    fields = {"service": service(), "manifest_digest": uuid4().hex, "name": "October", "opened_by": "machine:1", "opened_at": NOW}
    return Run.objects.create(**{**fields, **more})


def item(of: Run, **more: Any) -> RunItem:
    return RunItem.objects.create(**{"run": of, "position": 1, "path": "a.pdf", **more})


def delivery(**more: Any) -> Delivery:
    to = more.pop("institution", None) or institution()
    fields = {"service": service(), "institution": to, "page": to, "kind": kind(), "law": law(), "subject": "s", "reference": uuid4().hex}
    fields |= {"language": "nl", "date": FROM, "channel": "electronic", "channel_reason": "switched", "published_at": NOW}
    return Delivery.objects.create(**{**fields, **more})


def published(of: Run | None = None) -> RunItem:
    return item(of or run(), outcome="published", delivery=delivery())


def blob(**more: Any) -> Blob:
    return Blob.objects.create(**{"key": uuid4().hex, "master_key": "test", "wrapped_key": b"k", "size": 1, "stored_size": 99, **more})


def file(of: Delivery | None = None, **more: Any) -> DeliveryFile:
    fields = {
        "delivery": of or delivery(),
        "role": "main",
        "position": 0,
        "language": "nl",
        "name": "a.pdf",
        "pages": 1,
        "bytes": 1,
        "sha256": "a" * 64,
    }
    return DeliveryFile.objects.create(**{**fields, "blob": blob(), **more})


def total(of: Institution) -> PageTotal:
    return PageTotal.objects.create(page=of, law=law(), kind=kind())


def opening(of: DeliveryFile, **by: Any) -> Opening:
    return Opening.objects.create(**{"file": of, "delivery": of.delivery, "how": "open", "session": "s", "at": NOW, **by})


def notice(**more: Any) -> Notice:
    return Notice.objects.create(**{"kind": "card_made", "to": "a@example.org", "language": "nl", "not_before": NOW, **more})


def publication(**more: Any) -> Publication:
    return Publication.objects.create(**{"service": service(), "kind": kind(), "law": law(), "valid_from": date(2030, 1, 1), **more})


def change(row: Any, **fields: Any) -> None:
    """An UPDATE of one row, as a careless query would do it."""
    type(row).objects.filter(pk=row.pk).update(**fields)
