"""What can be seen of networks by everyone who knocks: needed before anybody is signed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Network, NetworkRange, NetworkUse

if TYPE_CHECKING:
    from institutional_pages.institutions.models import Institution


def networks_in_use() -> list[Network]:
    """The networks that any institution uses today, by name."""
    day = today()
    used = Q(uses__valid_from__lte=day) & (Q(uses__valid_until=None) | Q(uses__valid_until__gte=day))
    return list(Network.objects.filter(used).distinct().order_by("name"))


def is_any_open() -> bool:
    """Whether some institution lets whoever is outside its networks in today."""
    day = today()
    return NetworkUse.objects.valid_on(day).filter(open_until__gte=day).exists()


def operators_in_use() -> list[str]:
    """Who operates the networks in use today, each once, by name: nothing of the networks themselves."""
    return sorted({network.operator for network in networks_in_use()})


def networks_of(institutions: Iterable[Institution]) -> list[Network]:
    """The networks that these institutions use today, by name."""
    used = NetworkUse.objects.valid_on(today()).filter(institution__in=list(institutions)).values("network")
    return list(Network.objects.filter(pk__in=used).order_by("name"))


def network_at(address: str) -> Network | None:
    """The network, used today by any institution, in which `address` lies; whether it is report-only plays no part here."""
    used = NetworkUse.objects.valid_on(today()).values("network")
    ranges = NetworkRange.objects.valid_on(today()).filter(network__in=used).select_related("network")
    return next((found.network for found in ranges if found.holds(address)), None)
