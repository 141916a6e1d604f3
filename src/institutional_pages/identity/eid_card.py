"""The eID card as second factor (S22): who holds it is proven by `eid`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from institutional_pages.eid.checking import CardChecker, read_authorities
from institutional_pages.identity.holders import ProvenHolder
from institutional_pages.identity.models import Holder


def prove_card(token: str, *, nonce: str, asked_at: float) -> ProvenHolder:
    """What Web eID answered to `nonce`; asks the authority over the network, so outside any transaction. `CardRefused`."""
    return ProvenHolder(Holder.Kind.EID, checker().holder_of(token, nonce=nonce, asked_at=asked_at))


def checker() -> CardChecker:
    """As the settings have it."""
    return _checker(str(settings.EID_AUTHORITIES), settings.BASE_URL, frozenset(settings.EID_POLICIES), settings.HOLDER_KEY)


@lru_cache(maxsize=4)
def _checker(authorities: str, origin: str, policies: frozenset[str], key: str) -> CardChecker:
    return CardChecker(origin=origin, authorities=read_authorities(Path(authorities).read_bytes()), policies=policies, key=key.encode())
