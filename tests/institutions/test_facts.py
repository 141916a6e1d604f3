"""What the database itself forbids about centres, and what day it is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from institutional_pages.access.errors import OutsideTheNetwork
from institutional_pages.access.network_rules import require_network
from institutional_pages.institutions.calendar import day_of, today
from institutional_pages.institutions.models import Identifier, Institution, InstitutionName, Network
from institutional_pages.institutions.queries import network_at, networks_in_use, networks_of


def refused_by_the_database():
    return pytest.raises(IntegrityError)


def test_one_number_never_names_two_centres_on_one_day(centre, other_centre):
    nis = centre.identifiers.get(scheme="nis")

    for begins, ends in ((today(), None), (date(1990, 1, 1), nis.valid_from), (today(), today())):
        with refused_by_the_database(), transaction.atomic():
            Identifier.objects.create(institution=other_centre, scheme="nis", value=nis.value, valid_from=begins, valid_until=ends)


def test_nor_by_moving_its_days(centre, other_centre):
    nis = centre.identifiers.get(scheme="nis")
    before = nis.valid_from - timedelta(days=1)
    old = Identifier.objects.create(institution=other_centre, scheme="nis", value=nis.value, valid_from=date(1990, 1, 1), valid_until=before)

    with refused_by_the_database(), transaction.atomic():
        Identifier.objects.filter(pk=old.pk).update(valid_until=nis.valid_from)


def test_a_centre_has_exactly_one_channel_and_the_ministry_none(centre, ministry):
    for institution, channel in ((centre, ""), (centre, "both"), (ministry, "paper")):
        with refused_by_the_database(), transaction.atomic():
            Institution.objects.filter(pk=institution.pk).update(channel=channel)


def test_one_name_per_language_and_one_address_stand(centre):
    with refused_by_the_database(), transaction.atomic():
        InstitutionName.objects.create(institution=centre, language="nl", name="Another", valid_from=today())
    with refused_by_the_database(), transaction.atomic():
        centre.addresses.create(street="a", postcode="1000", town="b", valid_from=today())


def test_a_centre_is_named_in_the_language_of_the_reader_else_in_its_own(centre, other_centre):
    assert (centre.name_in("fr"), other_centre.name_in("nl")) == ("OCMW Lier", "CPAS Namur")


def test_only_an_address_of_its_own_networks_lets_in(centre, other_centre):
    assert require_network(centre, "10.20.3.4").operator == "Publilink"
    for address in ("10.30.3.4", "203.0.113.9", "::1"):
        with pytest.raises(OutsideTheNetwork):
            require_network(centre, address)


def test_a_report_only_network_lets_everyone_in(centre):
    Network.objects.filter(uses__institution=centre).update(report_only=True)

    assert require_network(centre, "203.0.113.9").report_only


def test_a_network_that_is_no_longer_used_lets_nobody_in(centre):
    centre.network_uses.update(valid_until=today() - timedelta(days=1))

    with pytest.raises(OutsideTheNetwork):
        require_network(centre, "10.20.3.4")


def test_a_network_that_is_used_from_tomorrow_lets_nobody_in_today(centre):
    centre.network_uses.update(valid_from=today() + timedelta(days=1))

    with pytest.raises(OutsideTheNetwork):
        require_network(centre, "10.20.3.4")
    assert (network_at("10.20.3.4"), networks_in_use(), networks_of([centre])) == (None, [], [])


def test_the_day_is_the_day_in_brussels():
    assert day_of(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == date(2026, 7, 1)
    assert day_of(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)) == date(2026, 12, 31)
