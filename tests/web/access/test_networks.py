"""The screen of secured networks: two browsers, one proposal; and a centre whose people come in from anywhere for some days."""

from datetime import timedelta

import pytest

from institutional_pages.access.models import Proposal
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Network, NetworkRange
from tests.web.visitors import browser, signed_in_browser

NETWORKS = "/networks/"


@pytest.fixture
def two(at_the_ministry, security_cell, operator):
    return at_the_ministry(security_cell), at_the_ministry(operator)


def test_the_operator_lands_on_the_networks(two, centre):
    text = two[1].get("/", follow=True).content.decode()

    assert "Secured networks" in text
    assert "10.20.0.0/16" in text


def test_a_range_is_proposed_by_one_and_confirmed_by_another(two, centre):
    one, other = two
    network = Network.objects.get(uses__institution=centre)

    one.post(f"{NETWORKS}add-range/", {"network": network.pk, "cidr": "203.0.113.0/24"})

    proposal = Proposal.objects.get()
    confirm = f"{NETWORKS}{proposal.uuid}/confirm/"
    assert confirm not in one.get(NETWORKS).content.decode()
    assert confirm in other.get(NETWORKS).content.decode()
    assert one.post(confirm).status_code == 403
    other.post(confirm)
    assert NetworkRange.objects.filter(cidr="203.0.113.0/24").exists()
    added = NetworkRange.objects.get(cidr="203.0.113.0/24")
    one.post(f"{NETWORKS}ranges/{added.pk}/end/")
    other.post(f"{NETWORKS}{Proposal.objects.open().get().uuid}/drop/")
    assert NetworkRange.objects.valid_on(today()).filter(pk=added.pk).exists()


def test_people_of_an_opened_centre_come_in_from_outside_until_it_is_closed(two, centre, reader):
    one, other = two
    outside = signed_in_browser(reader, "203.0.113.9")
    page = f"/pages/{centre.uuid}/"
    assert outside.get(page).status_code == 403
    assert browser("203.0.113.9").get("/sign-in/").status_code == 403
    nis = centre.identifiers.get(scheme="nis").value
    one.post(f"{NETWORKS}open-centre/", {"centre": nis, "until": (today() + timedelta(days=3)).isoformat()})
    other.post(f"{NETWORKS}{Proposal.objects.get().uuid}/confirm/")

    assert outside.get(page).status_code == 200
    assert browser("203.0.113.9").get("/sign-in/").status_code == 200
    assert "OCMW Lier, until" in one.get(NETWORKS).content.decode()

    one.post(f"{NETWORKS}centres/{centre.uuid}/close/")

    assert outside.get(page).status_code == 403


def test_refusals_are_counted_by_centre(two, centre, reader):
    outside = signed_in_browser(reader, "203.0.113.9")
    for _ in range(3):
        outside.get(f"/pages/{centre.uuid}/")

    assert "<dt>OCMW Lier</dt><dd>3</dd>" in two[0].get(NETWORKS).content.decode()


@pytest.mark.parametrize(
    ("address", "typed", "words"),
    [
        ("add-range/", {"network": "", "cidr": ""}, "This field is required"),
        ("add-range/", {"cidr": "10.20.0.1/16"}, "This is not a range of addresses"),
        ("open-centre/", {"centre": "nowhere", "until": "2030-01-01"}, "No single centre has this name or number"),
        ("open-centre/", {"centre": "OCMW Lier", "until": "2999-01-01"}, "30 days at the most"),
    ],
)
def test_what_is_typed_wrong_is_said(two, centre, address, typed, words):
    network = Network.objects.get(uses__institution=centre)

    answer = two[0].post(NETWORKS + address, {"network": network.pk, **typed})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Proposal.objects.exists()


def test_nobody_else_sees_the_networks(at_the_ministry, at_lier, auditor, administrator):
    for client in (at_the_ministry(auditor), at_lier(administrator)):
        assert client.get(NETWORKS).status_code == 403
        assert client.post(f"{NETWORKS}add-range/").status_code == 403


@pytest.mark.parametrize(("words", "found"), [("Publilink", True), ("10.20", True), ("OCMW Lier", True), ("12021", True), ("zzzz", False)])
def test_a_network_is_found_by_name_range_or_centre(two, centre, words, found):
    text = two[0].get(NETWORKS, {"q": words}).content.decode()

    assert ("10.20.0.0/16" in text) is found
    assert ("No network matches." in text) is not found
