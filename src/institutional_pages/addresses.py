"""Where a request really comes from: for every door that speaks HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings

NOWHERE: Final = "0.0.0.0"  # noqa: S104 - the answer for an address that cannot be read: in nobody's network
Networks = Iterable[IPv4Network | IPv6Network]


def client_address(environ: Mapping[str, str]) -> str:
    """
    From the environment of a WSGI request, the nearest address that is no proxy of ours.

    Only a proxy in TRUSTED_PROXIES is believed about who stands behind it (security.md T2).
    """
    hops = [*environ.get("HTTP_X_FORWARDED_FOR", "").split(","), environ.get("REMOTE_ADDR", "")]
    for hop in reversed(hops):
        address = _read(hop)
        if address is None:
            return NOWHERE
        if not _within(address, settings.TRUSTED_PROXIES):
            return str(address)
    return str(address)


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """An IPv4 address written as IPv6 (`::ffff:…`) is the IPv4 address."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _within(address: IPv4Address | IPv6Address, networks: Networks) -> bool:
    return any(address.version == network.version and address in network for network in networks)
