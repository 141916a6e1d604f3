"""What the opaque references of the log stand for today: a fixed number of statements for each page of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from institutional_pages.access.models import Appointment, Grant, Machine, Mandate, Officer
from institutional_pages.catalogue.models import Kind, Law, Service
from institutional_pages.delivery.models import Delivery, DeliveryFile, Run, RunItem
from institutional_pages.identity.models import CodeCard, Person
from institutional_pages.institutions.models import Institution
from institutional_pages.web.audit.words import ROLES
from institutional_pages.web.mandates.tracker import OFFICES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Named = dict[int, str]


def names_of(references: Iterable[str]) -> dict[str, str]:
    """A name for each reference that has one."""
    keys: defaultdict[str, list[int]] = defaultdict(list)
    for text in set(references):
        kind, _colon, key = text.partition(":")
        if key.isascii() and key.isdigit():
            keys[kind].append(int(key))
    return {f"{kind}:{pk}": name for kind, found in keys.items() if kind in READERS for pk, name in READERS[kind](found).items()}


def names_of_codes() -> dict[str, str]:
    """Laws and kinds by their codes, which the facts of events hold."""
    return {law.code: law.short for law in Law.objects.all()} | {kind.code: str(kind) for kind in Kind.objects.all()}


def _persons(keys: list[int]) -> Named:
    return {person.pk: person.get_full_name() for person in Person.objects.filter(pk__in=keys)}


def _institutions(keys: list[int]) -> Named:
    return {one.pk: one.name for one in Institution.objects.filter(pk__in=keys).prefetch_related("names")}


def _grants(keys: list[int]) -> Named:
    grants = Grant.objects.filter(pk__in=keys).select_related("reader")
    return {grant.pk: _("access of {name}").format(name=grant.reader.get_full_name()) for grant in grants}


def _mandates(keys: list[int]) -> Named:
    mandates = Mandate.objects.filter(pk__in=keys).select_related("holder")
    return {mandate.pk: _("mandate of {name}").format(name=mandate.holder.get_full_name()) for mandate in mandates}


def _officers(keys: list[int]) -> Named:
    officers = Officer.objects.filter(pk__in=keys).select_related("person")
    return {officer.pk: f"{OFFICES[officer.office]} {officer.person.get_full_name()}" for officer in officers}


def _appointments(keys: list[int]) -> Named:
    appointments = Appointment.objects.filter(pk__in=keys).select_related("person")
    return {one.pk: _("role {role} of {name}").format(role=ROLES.get(one.role, one.role), name=one.person.get_full_name()) for one in appointments}


def _cards(keys: list[int]) -> Named:
    cards = CodeCard.objects.filter(pk__in=keys).select_related("person")
    return {card.pk: _("card {number} of {name}").format(number=card.number, name=card.person.get_full_name()) for card in cards}


def _deliveries(keys: list[int]) -> Named:
    return {delivery.pk: delivery.reference for delivery in Delivery.objects.filter(pk__in=keys)}


def _files(keys: list[int]) -> Named:
    return {file.pk: file.delivery.reference for file in DeliveryFile.objects.filter(pk__in=keys).select_related("delivery")}


def _runs(keys: list[int]) -> Named:
    return {run.pk: _("run {name}").format(name=run.name) for run in Run.objects.filter(pk__in=keys)}


def _items(keys: list[int]) -> Named:
    items = RunItem.objects.filter(pk__in=keys).select_related("run")
    return {item.pk: _("file {place} of run {name}").format(place=item.position, name=item.run.name) for item in items}


def _services(keys: list[int]) -> Named:
    return {service.pk: str(service) for service in Service.objects.filter(pk__in=keys)}


def _machines(keys: list[int]) -> Named:
    return {machine.pk: _("program {name}").format(name=machine.name) for machine in Machine.objects.filter(pk__in=keys)}


READERS: Final[dict[str, Callable[[list[int]], Named]]] = {
    "person": _persons,
    "institution": _institutions,
    "grant": _grants,
    "mandate": _mandates,
    "officer": _officers,
    "appointment": _appointments,
    "codecard": _cards,
    "delivery": _deliveries,
    "deliveryfile": _files,
    "run": _runs,
    "runitem": _items,
    "service": _services,
    "machine": _machines,
}
