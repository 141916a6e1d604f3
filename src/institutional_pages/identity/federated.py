"""The account of a national federation, in the place of password and second factor: who holds it is proven by `federation`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings

from institutional_pages.federation.signing_in import Federation
from institutional_pages.identity.holders import ProvenHolder
from institutional_pages.identity.models import Holder

if TYPE_CHECKING:
    from institutional_pages.federation.signing_in import Question


def ask_federation(back: str) -> Question:
    """Where to send somebody who is to prove who they are; they come back to `back`. `FederationRefused`."""
    return _federation(back).ask()


def prove_federated(answered: Mapping[str, str], kept: dict[str, Any], *, back: str) -> ProvenHolder:
    """What their coming back proves; asks the federation over the network, so outside any transaction. `FederationRefused`."""
    return ProvenHolder(Holder.Kind.FEDERATION, _federation(back).holder_of(answered, kept))


def _federation(back: str) -> Federation:
    known: dict[str, Any] = settings.FEDERATION
    return Federation(
        issuer=known["issuer"],
        client=known["client"],
        secret=known["secret"],
        back=settings.BASE_URL + back,
        levels=frozenset(known["levels"]),
        key=settings.HOLDER_KEY.encode(),
    )
