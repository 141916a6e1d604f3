"""Coming to a page says the same as the rules that are asked one by one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from institutional_pages.access.actions import end_access
from institutional_pages.access.arriving import arrive
from institutional_pages.access.errors import NoSuchPage, OutsideTheNetwork
from institutional_pages.access.mandate_actions import designate_administrator, end_mandate
from institutional_pages.access.models import Grant, Mandate, Officer
from institutional_pages.access.network_rules import require_network
from institutional_pages.access.queries import capacities
from institutional_pages.access.rules import require_known_at
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import InstitutionName, NetworkRange, NetworkUse
from tests.cast import in_a_year

INSIDE, OUTSIDE = "10.20.0.7", "203.0.113.9"
PAST = today() - timedelta(days=1)


def is_refused(question) -> bool:
    try:
        question()
    except (NoSuchPage, OutsideTheNetwork):
        return True
    return False


def both_say_the_same(person, page) -> bool:
    """Whether the page exists for this person, and as what, in one statement and in many."""
    known = not is_refused(lambda: require_known_at(person, page))
    assert known is not is_refused(lambda: arrive(person=person, page_id=page.uuid))
    return not known or arrive(person=person, page_id=page.uuid).capacities == capacities(person, page)


def test_everybody_is_what_the_letter_makes_them(
    centre, other_centre, administrator, reader, scoped_reader, clerk, president, secretary, consultant, stranger, security_cell
):
    everybody = (administrator, reader, scoped_reader, clerk, president, secretary, consultant, stranger, security_cell)

    assert all(both_say_the_same(person, page) for person in everybody for page in (centre, other_centre))
    assert arrive(person=reader, page_id=centre.uuid).capacities == {"reader"}
    assert arrive(person=clerk, page_id=centre.uuid).capacities == frozenset()


def test_what_a_person_is_at_another_centre_he_is_not_here(centre, other_centre, administrator, reader, clerk):
    Mandate.objects.filter(holder=administrator).update(institution=other_centre)
    Grant.objects.filter(reader=reader).update(institution=other_centre)
    Officer.objects.filter(institution=other_centre).update(person=clerk)

    for person, there in ((administrator, {"administrator"}), (reader, {"reader"}), (clerk, {"president", "secretary", "consultant"})):
        assert arrive(person=person, page_id=centre.uuid).capacities == frozenset()
        assert arrive(person=person, page_id=other_centre.uuid).capacities == there


def test_a_mandate_that_was_never_enabled_makes_nobody_a_former_administrator(centre, administrator):
    Mandate.objects.filter(holder=administrator).update(enabled_at=None, valid_from=PAST, valid_until=PAST)

    assert both_say_the_same(administrator, centre)
    assert arrive(person=administrator, page_id=centre.uuid).capacities == frozenset()


def test_the_page_comes_with_its_names_and_networks(centre, reader, django_assert_num_queries):
    InstitutionName.objects.create(institution=centre, language="nl", name="OCMW Vroeger", valid_from=PAST, valid_until=PAST)
    InstitutionName.objects.create(institution=centre, language="fr", name="CPAS Lierre", valid_from=PAST)

    with django_assert_num_queries(1):
        arrival = arrive(person=reader, page_id=centre.uuid)
        assert (arrival.page.name_in("nl"), arrival.page.name_in("fr"), arrival.page.name_in("de")) == ("OCMW Lier", "CPAS Lierre", "OCMW Lier")
        network = arrival.require_network(INSIDE)
    assert (network.operator, network.name) == ("Publilink", NetworkUse.objects.get(institution=centre).network.name)


def test_access_that_ended_ends_at_once(centre, administrator, reader):
    reader.employments.update(valid_from=PAST, valid_until=PAST)
    assert arrive(person=reader, page_id=centre.uuid).capacities == {"reader"}

    end_access(person=administrator, grant=Grant.objects.get(reader=reader), reason="")

    with pytest.raises(NoSuchPage):
        arrive(person=reader, page_id=centre.uuid)


def test_a_mandate_counts_from_designation_to_its_last_day_and_what_it_made_remains_while_on_the_staff(
    centre, candidate, administrator, mandate, president, stranger
):
    Mandate.objects.filter(pk=mandate.pk).update(valid_from=PAST, valid_until=PAST)
    assert both_say_the_same(administrator, centre)
    assert arrive(person=administrator, page_id=centre.uuid).capacities == {"former-administrator"}

    Mandate.objects.filter(pk=mandate.pk).update(valid_from=today(), valid_until=in_a_year())
    end_mandate(person=president, mandate=mandate, reason="")
    designate_administrator(officer=president, institution=centre, holder=administrator, until=in_a_year())
    assert both_say_the_same(administrator, centre)
    assert arrive(person=administrator, page_id=centre.uuid).capacities == {"former-administrator"}

    administrator.employments.update(valid_from=PAST, valid_until=PAST)
    assert both_say_the_same(administrator, centre)


def test_a_page_that_is_suspended_merged_or_unknown_is_the_same_refusal(centre, other_centre, reader, django_assert_num_queries):
    for change in ({"suspended_at": timezone.now()}, {"suspended_at": None, "successor": other_centre}):
        type(centre).objects.filter(pk=centre.pk).update(**change)
        with pytest.raises(NoSuchPage), django_assert_num_queries(1):
            arrive(person=reader, page_id=centre.uuid)
    with pytest.raises(NoSuchPage), django_assert_num_queries(1):
        arrive(person=reader, page_id=uuid4())


@pytest.mark.parametrize("ended", [NetworkUse, NetworkRange])
def test_a_network_that_is_no_longer_used_or_valid_lets_nobody_in(centre, reader, ended):
    assert not is_refused(lambda: arrive(person=reader, page_id=centre.uuid).require_network(INSIDE))
    assert is_refused(lambda: arrive(person=reader, page_id=centre.uuid).require_network(OUTSIDE))

    ended.objects.update(valid_from=PAST, valid_until=PAST)

    assert is_refused(lambda: arrive(person=reader, page_id=centre.uuid).require_network(INSIDE))
    assert is_refused(lambda: require_network(centre, INSIDE))


def test_a_report_only_network_lets_every_address_in(centre, reader):
    network = NetworkUse.objects.get(institution=centre).network
    type(network).objects.update(report_only=True)

    assert arrive(person=reader, page_id=centre.uuid).require_network(OUTSIDE) == require_network(centre, OUTSIDE) == network
