"""What the product sees by itself of the conditions of a centre (S16), for many centres at once. Nothing here changes anything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from institutional_pages.access.coverage import published_pairs
from institutional_pages.access.models import Grant, Mandate
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import NetworkUse
from institutional_pages.onboarding.board import unreachable
from institutional_pages.onboarding.models import Examined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from institutional_pages.institutions.models import Institution

Condition = Examined.Condition
READERS: Final = 2  # one may be ill


@dataclass(frozen=True, slots=True)
class Seen:
    """`holds`: yes, no, or None where the product cannot tell; `evidence` is data (names of networks, a number), never a sentence."""

    holds: bool | None
    evidence: str = ""
    by_default: bool = False  # the security consultant holds the mandate, nobody was designated by name (S19)


def seen_at(institutions: Sequence[Institution]) -> Mapping[int, Mapping[str, Seen]]:
    """By the key of the institution and the code of the condition; eight statements, however many centres."""
    keys = [institution.pk for institution in institutions]
    networks, mandates, covered, readers = _networks(keys), _mandates(keys), _covered(keys), _readers(keys)
    lost = unreachable()
    return {
        one.pk: {
            Condition.NETWORK: Seen(bool(networks[one.pk]), ", ".join(sorted(networks[one.pk]))),
            Condition.ADMINISTRATOR: mandates.get(one.pk, Seen(holds=False)),
            Condition.EMAIL: Seen(False if not one.emails or one.pk in lost else None, ", ".join(one.emails)),
            Condition.READERS: Seen(len(readers[one.pk]) >= READERS, str(len(readers[one.pk]))),
            Condition.COVERAGE: covered.get(one.pk, Seen(holds=False, evidence="0")),
        }
        for one in institutions
    }


def _networks(keys: Iterable[int]) -> defaultdict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    uses = NetworkUse.objects.valid_on(today()).filter(institution__in=keys, network__report_only=False)
    for institution, operator in uses.values_list("institution", "network__operator"):
        found[institution].add(operator)
    return found


def _mandates(keys: Iterable[int]) -> dict[int, Seen]:
    standing = Mandate.objects.standing().filter(institution__in=keys).select_related("holder").order_by("-by_default", "pk")
    return {one.institution_id: Seen(True, one.holder.get_full_name(), one.by_default) for one in standing}


def _readers(keys: Iterable[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for institution, reader in Grant.objects.active().filter(institution__in=keys, reader__is_active=True).values_list("institution", "reader"):
        found[institution].add(reader)
    return found


def _covered(keys: Iterable[int]) -> dict[int, Seen]:
    """Of every kind that is published under some law, how many somebody reads."""
    wanted = {(law.pk, kind.pk) for law, kind in published_pairs()}
    opened: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    rows = Grant.objects.active().filter(institution__in=keys, reader__is_active=True)
    for institution, everything, law, kind in rows.values_list("institution", "everything", "scopes__law", "scopes__kind"):
        opened[institution] |= wanted if everything else {(law, kind)} & wanted
    return {institution: Seen(pairs == wanted, f"{len(pairs)}/{len(wanted)}") for institution, pairs in opened.items()}
