"""What people see of rights."""

from datetime import timedelta

import pyotp
import pytest
from django.utils import timezone

from institutional_pages.access.account_actions import add_colleague, make_code_card
from institutional_pages.access.actions import end_access, give_access
from institutional_pages.access.errors import MayNotSee, NoMandate, NoSuchPage, NotInThisRole
from institutional_pages.access.mandate_actions import designate_administrator, enable_mandate, end_mandate, sign_mandate
from institutional_pages.access.models import Grant, Mandate
from institutional_pages.access.queries import (
    capacities,
    colleagues_of,
    mandates_of,
    mandates_to_enable,
    pages_of,
    readers_of,
    roles_of,
)
from institutional_pages.access.scope import EVERYTHING, Scope
from institutional_pages.identity import code_app
from institutional_pages.identity.models import CodeCard
from institutional_pages.institutions.calendar import today
from tests.cast import details, in_a_year


def row_of(person, centre, viewer):
    return next(row for row in readers_of(centre, viewer=viewer) if row.person == person)


def test_each_is_at_the_page_what_the_letter_makes_them(centre, administrator, reader, clerk, president, secretary, consultant, stranger):
    assert capacities(reader, centre) == {"reader"}
    assert capacities(clerk, centre) == frozenset()
    assert capacities(administrator, centre) == {"administrator"}
    assert (capacities(president, centre), capacities(secretary, centre)) == ({"president"}, {"secretary"})
    assert capacities(consultant, centre) == {"consultant"}
    assert capacities(stranger, centre) == frozenset()


def test_a_consultant_of_two_centres_has_two_pages(centre, paper_centre, consultant):
    assert [found.institution for found in pages_of(consultant)] == [paper_centre, centre]


def test_a_former_administrator_is_still_known_as_such(centre, administrator, mandate, president):
    end_mandate(person=president, mandate=mandate, reason="")

    assert capacities(administrator, centre) == {"former-administrator"}


def test_a_suspended_page_is_nobodys(centre, reader):
    centre.suspended_at = timezone.now()
    centre.save()

    assert (pages_of(reader), capacities(reader, centre)) == ([], frozenset())


def test_a_mandate_past_its_last_day_makes_no_administrator_before_the_daily_job_has_ended_it(centre, administrator, mandate):
    past = today() - timedelta(days=1)
    Mandate.objects.filter(pk=mandate.pk).update(valid_from=past, valid_until=past)

    assert capacities(administrator, centre) == {"former-administrator"}


def test_who_left_the_centre_is_no_longer_even_a_former_administrator(centre, administrator, mandate, president):
    end_mandate(person=president, mandate=mandate, reason="")
    past = today() - timedelta(days=1)
    administrator.employments.update(valid_from=past, valid_until=past)

    assert capacities(administrator, centre) == frozenset()
    assert pages_of(administrator) == []


def test_where_a_person_can_go_costs_five_statements_and_one_page_three(centre, reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        assert [found.institution.name for found in pages_of(reader)] == ["OCMW Lier"]
    with django_assert_max_num_queries(3):
        assert capacities(reader, centre)


def test_roles_at_the_ministry(publisher, auditor, reader):
    assert (roles_of(publisher), roles_of(auditor), roles_of(reader)) == ({"publisher"}, {"auditor"}, frozenset())


def test_the_access_screen_says_who_sees_what_by_which_means(centre, administrator, reader, scoped_reader, clerk, rmi, refused_forms):
    make_code_card(administrator=administrator, institution=centre, person=reader)

    rows = {row.person: row for row in readers_of(centre, viewer=administrator)}

    assert set(rows) == {administrator, reader, scoped_reader, clerk}
    assert (rows[reader].sees, rows[reader].codes_left, rows[reader].status) == (EVERYTHING, 24, "not-signed-in")
    assert (rows[scoped_reader].sees, rows[scoped_reader].status) == (Scope.of([(rmi, refused_forms)]), "no-card")
    assert (rows[clerk].grant, rows[clerk].status) == (None, "no-access")
    assert rows[administrator].mandate_ends == in_a_year()


def test_the_status_follows_what_happens(centre, administrator, reader, clerk):
    card = make_code_card(administrator=administrator, institution=centre, person=reader).card
    reader.last_login = timezone.now()
    reader.save()
    assert row_of(reader, centre, administrator).status == "active"

    CodeCard.objects.filter(pk=card.pk).update(failures=10)
    assert row_of(reader, centre, administrator).status == "locked"

    Grant.objects.filter(reader=reader).update(valid_until=today() - timedelta(days=1))
    assert row_of(reader, centre, administrator).status == "expired"

    reader.is_active = False
    reader.save()
    assert row_of(reader, centre, administrator).status == "closed"


def test_who_was_not_seen_for_ninety_days_is_flagged(centre, administrator, reader):
    assert not row_of(reader, centre, administrator).unseen

    reader.last_login = timezone.now() - timedelta(days=91)
    reader.save()

    assert row_of(reader, centre, administrator).unseen


def test_the_screen_costs_the_same_for_many_people(centre, administrator, django_assert_max_num_queries, rmi, refused_forms):
    for n in range(12):
        person = add_colleague(administrator=administrator, institution=centre, **details(f"clerk{n}")).person
        scope = Scope.of([(rmi, refused_forms)])
        give_access(administrator=administrator, institution=centre, reader=person, scope=scope, reason="", until=None)

    with django_assert_max_num_queries(8):
        rows = readers_of(centre, viewer=administrator)
        assert len([row for row in rows if row.sees.rows]) == 12


@pytest.mark.parametrize("who", ["administrator", "president", "secretary", "consultant", "security_cell"])
def test_who_may_see_who_reads(request, who, centre, reader):
    viewer = request.getfixturevalue(who)

    assert row_of(reader, centre, viewer)
    assert mandates_of(centre, viewer=viewer)


def test_others_do_not_see_who_reads(centre, reader, clerk, stranger, auditor, publisher):
    for look in (readers_of, mandates_of):
        with pytest.raises(MayNotSee):
            look(centre, viewer=reader)
        for nobody in (stranger, auditor, publisher):
            with pytest.raises(NoSuchPage):
                look(centre, viewer=nobody)


def test_colleagues_are_the_staff_without_oneself(centre, administrator, reader, clerk):
    assert set(colleagues_of(centre, administrator=administrator)) == {reader, clerk}
    with pytest.raises(NoMandate):
        colleagues_of(centre, administrator=clerk)


def test_ended_access_is_gone_from_the_screen(centre, administrator, reader):
    end_access(person=administrator, grant=Grant.objects.get(reader=reader), reason="left")

    assert row_of(reader, centre, administrator).grant is None


def test_a_mandate_signed_by_both_waits_for_the_security_cell(centre, president, secretary, candidate, security_cell):
    mandate = designate_administrator(officer=president, institution=centre, holder=candidate, until=in_a_year())
    sign_mandate(officer=president, mandate=mandate)
    assert mandates_to_enable(security_cell) == []

    sign_mandate(officer=secretary, mandate=mandate)
    assert mandates_to_enable(security_cell) == [mandate]

    enable_mandate(member=security_cell, mandate=mandate)
    assert mandates_to_enable(security_cell) == []


def test_only_the_security_cell_sees_what_waits_for_it(president):
    with pytest.raises(NotInThisRole):
        mandates_to_enable(president)


def test_the_open_mandate_comes_first(centre, mandate, administrator, president):
    end_mandate(person=president, mandate=mandate, reason="")
    new = designate_administrator(officer=president, institution=centre, holder=administrator, until=in_a_year())

    assert mandates_of(centre, viewer=president) == [new, mandate]


def test_who_signs_in_with_an_app_needs_no_card(centre, administrator, reader):
    app = code_app.begin_app(reader)
    before = next(row for row in readers_of(centre, viewer=administrator) if row.person == reader)

    code_app.confirm_app(app, pyotp.TOTP(code_app.secret_of(app)).now())

    after = next(row for row in readers_of(centre, viewer=administrator) if row.person == reader)
    assert (before.status, before.other_means) == ("no-card", [])
    assert (after.status, after.other_means) == ("not-signed-in", ["code-app"])
