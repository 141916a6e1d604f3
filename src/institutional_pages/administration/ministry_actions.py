"""The ministry itself: an institution without a page, with its own secured network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from institutional_pages.administration.rows import secured_range
from institutional_pages.audit import recording as audit
from institutional_pages.audit.recording import System
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution, InstitutionName, Network, NetworkRange, NetworkUse


@transaction.atomic
def establish_ministry(*, names: Mapping[str, str], operator: str, ranges: Sequence[str]) -> Institution:
    """The one ministry with its names per language and the addresses (CIDR) from which its people work. The same again changes nothing."""
    ministry, is_new = Institution.objects.get_or_create(type=Institution.Type.MINISTRY, defaults={"languages": list(names)})
    if is_new:
        for language, name in names.items():
            InstitutionName.objects.create(institution=ministry, language=language, name=name, valid_from=today())
    added = _use_network(ministry, operator, ranges)
    if is_new or added:
        audit.record(System("command-line"), "ministry.established", ministry, basis="command-line", institution=ministry, ranges=added)
    return ministry


def _use_network(ministry: Institution, operator: str, ranges: Sequence[str]) -> list[str]:
    network, _ = Network.objects.get_or_create(name=f"{operator}: ministry", defaults={"operator": operator})
    NetworkUse.objects.get_or_create(institution=ministry, network=network, valid_until=None, defaults={"valid_from": today()})
    wanted = [secured_range(text) for text in ranges]
    standing = set(network.ranges.filter(valid_until=None).values_list("cidr", flat=True))
    added = [cidr for cidr in wanted if cidr not in standing]
    for cidr in added:
        NetworkRange.objects.create(network=network, cidr=cidr, valid_from=today())
    return added
