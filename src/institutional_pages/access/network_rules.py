"""From where: the secured networks of an institution, those that are report-only, and the days on which an institution is open (S17)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from institutional_pages.access.errors import OutsideTheNetwork
from institutional_pages.access.rules import workplaces
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import NetworkRange, NetworkUse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution, Network


def require_network(institution: Institution, address: str) -> Network:
    """The network of `institution` in which `address` lies; report-only networks let every address in (S17)."""
    return _network_among([institution], address)


def require_own_network(person: Person, address: str) -> Network:
    """The network in which `address` lies, of an institution at which `person` works, holds an office or has a role (S17)."""
    return _network_among(workplaces(person), address)


def require_address_in(ranges: Iterable[NetworkRange], address: str, *, open_to_all: Network | None = None) -> Network:
    """The network whose range holds `address`, else the first report-only one, else the one that is `open_to_all` today (S17)."""
    ranges = list(ranges)
    for found in ranges:
        if found.holds(address):
            return found.network
    for found in ranges:
        if found.network.report_only:
            return found.network
    if open_to_all is not None:
        return open_to_all
    raise OutsideTheNetwork(phone=settings.HELPDESK["phone"])


def _network_among(institutions: list[Institution], address: str) -> Network:
    day = today()
    ranges = (
        NetworkRange.objects.valid_on(day)
        .filter(
            Q(network__uses__valid_until=None) | Q(network__uses__valid_until__gte=day),
            network__uses__valid_from__lte=day,
            network__uses__institution__in=institutions,
        )
        .select_related("network")
    )
    try:
        return require_address_in(ranges, address)
    except OutsideTheNetwork:
        open_today = NetworkUse.objects.valid_on(day).filter(institution__in=institutions, open_until__gte=day).select_related("network").first()
        if open_today is None:
            raise
    network: Network = open_today.network
    return network
