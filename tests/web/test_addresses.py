"""Where a visitor really comes from: no header of theirs makes the outside the inside."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from institutional_pages.addresses import NOWHERE, client_address
from tests.web.visitors import INSIDE, OUTSIDE, browser

SPELLINGS = [
    *("X-Forwarded-For", "X_Forwarded_For", "x-forwarded-for", "X-FORWARDED-FOR", "X-Forwarded-Host", "X-Forwarded", "Forwarded", "Forwarded-For"),
    *("X-Real-IP", "X-Client-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP", "X-Originating-IP", "X-Remote-IP"),
    *("X-Remote-Addr", "Remote-Addr", "X-Original-Forwarded-For", "X-ProxyUser-Ip", "Via", "Fastly-Client-IP"),
]
PROXY = "192.0.2.10"


def seen(remote: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory(REMOTE_ADDR=remote).get("/", headers=headers).META)


@pytest.fixture
def behind_a_proxy(settings):
    settings.TRUSTED_PROXIES = [ip_network(f"{PROXY}/32"), ip_network("2001:db8:5::/64")]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("value", [INSIDE, f"for={INSIDE}"])
def test_a_header_from_outside_is_not_believed(an, spelling, value):
    outside = browser(OUTSIDE)

    assert outside.get("/sign-in/", headers={spelling: value}).status_code == 403


def test_without_trusted_proxies_the_connection_counts():
    assert seen(OUTSIDE, INSIDE) == OUTSIDE


def test_a_trusted_proxy_is_believed_about_who_stands_behind_it(behind_a_proxy):
    assert seen(PROXY, INSIDE) == INSIDE
    assert seen("2001:db8:5::1", INSIDE) == INSIDE


def test_only_the_nearest_address_that_is_no_proxy_counts(behind_a_proxy):
    assert seen(PROXY, f"{INSIDE}, {OUTSIDE}") == OUTSIDE
    assert seen(PROXY, f"{INSIDE}, {OUTSIDE}, {PROXY}") == OUTSIDE


@pytest.mark.parametrize("forwarded", ["unknown", f"{INSIDE}, garbage", "", f"{INSIDE}:443", "_hidden", f"{INSIDE},"])
def test_what_cannot_be_read_is_nowhere(behind_a_proxy, forwarded):
    assert seen(PROXY, forwarded) == NOWHERE


def test_a_connection_without_an_address_is_nowhere():
    assert seen("", INSIDE) == NOWHERE


def test_an_ipv4_address_written_as_ipv6_is_the_ipv4_address():
    assert seen("::ffff:10.20.0.7") == INSIDE
