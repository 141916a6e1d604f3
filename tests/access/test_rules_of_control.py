"""Who may oversee, revoke and end, and who may make means of sign-in for whom: each rule asked directly."""

import pytest
from django.conf import settings
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.account_actions import add_colleague
from institutional_pages.access.errors import (
    MayNotEnd,
    MayNotSee,
    NoMandate,
    NoSuchPage,
    NotOnStaff,
    NotToYourself,
    OwnAccountClosed,
    SecurityCellDoesThis,
)
from institutional_pages.access.mandate_actions import designate_administrator, end_mandate
from institutional_pages.access.models import Officer
from institutional_pages.access.rules import (
    require_card_revoker,
    require_issuer,
    require_mandate_ender,
    require_on_staff,
    require_overseer,
    require_own_account,
    require_revoker,
)
from institutional_pages.institutions.calendar import today
from tests.cast import details, dismiss, in_a_year


def test_a_closed_account_does_nothing_more(clerk):
    assert require_own_account(clerk) == clerk
    clerk.closed_at = timezone.now()
    clerk.save(update_fields=["closed_at"])

    with pytest.raises(OwnAccountClosed) as refusal:
        require_own_account(clerk)
    assert refusal.value.facts["phone"] == settings.HELPDESK["phone"]


def test_an_account_that_is_switched_off_does_nothing_more(clerk, colleague):
    clerk.is_active = False
    clerk.save(update_fields=["is_active"])

    with pytest.raises(OwnAccountClosed):
        require_own_account(clerk)
    assert require_own_account(colleague) == colleague


# Overseeing, revoking, ending


def test_officers_administrator_and_security_cell_oversee_and_revoke_each_by_their_own_paper(
    centre, president, consultant, administrator, mandate, security_cell
):
    for rule in (require_overseer, require_revoker):
        assert rule(president, centre) == president.offices.get()
        assert rule(consultant, centre) == Officer.objects.get(person=consultant, institution=centre)
        assert rule(administrator, centre) == mandate
        assert rule(security_cell, centre) == security_cell.appointments.get()


def test_a_clerk_neither_oversees_nor_revokes_and_a_stranger_hears_of_no_page(centre, clerk, stranger):
    for rule, refused in ((require_overseer, MayNotSee), (require_revoker, MayNotEnd)):
        with pytest.raises(refused):
            rule(clerk, centre)
        with pytest.raises(NoSuchPage):
            rule(stranger, centre)


def test_an_ended_mandate_still_revokes_while_its_holder_works_there(centre, president, administrator, mandate):
    end_mandate(person=president, mandate=mandate, reason="reorganised")
    mandate.refresh_from_db()
    assert require_revoker(administrator, centre) == mandate

    dismiss(administrator)
    with pytest.raises(NoSuchPage):
        require_revoker(administrator, centre)


def test_an_officer_whose_mandate_ended_is_an_officer_still_and_his_mandate_counts(centre, president, administrator, mandate):
    end_mandate(person=president, mandate=mandate, reason="reorganised")
    dismiss(administrator)
    Officer.objects.filter(institution=centre, office=Officer.Office.SECRETARY).update(person=administrator)

    assert require_card_revoker(administrator, centre, president) == mandate


def test_a_mandate_that_nobody_enabled_revokes_nothing(centre, president, candidate):
    designate_administrator(officer=president, institution=centre, holder=candidate, until=in_a_year())

    with pytest.raises(MayNotEnd):
        require_revoker(candidate, centre)


def test_security_cell_and_officers_end_a_mandate_a_clerk_does_not(centre, mandate, secretary, security_cell, clerk, stranger):
    assert require_mandate_ender(secretary, mandate) == secretary.offices.get()
    assert require_mandate_ender(security_cell, mandate) == security_cell.appointments.get()
    with pytest.raises(MayNotEnd):
        require_mandate_ender(clerk, mandate)
    with pytest.raises(NoSuchPage):
        require_mandate_ender(stranger, mandate)


def test_roles_offices_and_mandates_elsewhere_are_functions_the_own_mandate_is_none(centre, other_centre, auditor, president, administrator, clerk):
    for somebody in (auditor, president):
        assert rules.has_function(somebody, besides=centre)
    assert rules.has_function(administrator, besides=other_centre)
    for nobody in (administrator, clerk):
        assert not rules.has_function(nobody, besides=centre)


def test_whoever_reads_only_here_is_known_nowhere_else(centre, other_centre, reader):
    dismiss(reader)

    assert rules.is_known_elsewhere(reader, besides=other_centre)
    assert not rules.is_known_elsewhere(reader, besides=centre)


# Staff and means of sign-in


def test_readers_come_from_the_staff_or_are_president_or_secretary(centre, clerk, president, secretary, consultant, stranger):
    for allowed in (clerk, president, secretary):
        require_on_staff(allowed, centre)
    for refused in (consultant, stranger):
        with pytest.raises(NotOnStaff):
            require_on_staff(refused, centre)
    clerk.is_active = False
    with pytest.raises(NotOnStaff):
        require_on_staff(clerk, centre)


def test_the_administrator_makes_means_for_the_staff_and_never_for_himself(centre, administrator, mandate, clerk, stranger):
    assert require_issuer(administrator, centre, clerk) == mandate
    with pytest.raises(NotToYourself):
        require_issuer(administrator, centre, administrator)
    with pytest.raises(NotOnStaff):
        require_issuer(administrator, centre, stranger)
    with pytest.raises(NoMandate):
        require_issuer(clerk, centre, administrator)


def test_means_of_whoever_has_a_function_or_works_elsewhere_come_from_the_security_cell(
    centre, other_centre, administrator, president, clerk, security_cell
):
    clerk.employments.create(institution=other_centre, valid_from=today())
    for holder in (president, clerk):
        with pytest.raises(SecurityCellDoesThis) as refusal:
            require_issuer(administrator, centre, holder)
        assert refusal.value.facts["phone"] == settings.HELPDESK["phone"]
        assert require_issuer(security_cell, centre, holder) == security_cell.appointments.get()


def test_a_card_is_revoked_by_the_administrator_or_the_security_cell(
    centre, administrator, mandate, clerk, colleague, president, security_cell, stranger
):
    assert require_card_revoker(administrator, centre, clerk) == mandate
    assert require_card_revoker(security_cell, centre, clerk) == security_cell.appointments.get()
    assert require_card_revoker(security_cell, centre, stranger) == security_cell.appointments.get()
    for refused in (colleague, president):
        with pytest.raises(NoMandate):
            require_card_revoker(refused, centre, clerk)
    with pytest.raises(NotOnStaff):
        require_card_revoker(administrator, centre, stranger)


def test_the_mandate_counts_only_at_its_own_centre(other_centre, administrator, other_administrator):
    newcomer = add_colleague(administrator=other_administrator, institution=other_centre, **details("remy", "namur", "fr")).person

    with pytest.raises(NoMandate):
        require_issuer(administrator, other_centre, newcomer)


def test_who_is_to_administer_this_centre_only_has_means_of_sign_in_from_its_administrator(centre, administrator, mandate, president, colleague):
    designate_administrator(officer=president, institution=centre, holder=colleague, until=in_a_year())

    assert require_issuer(administrator, centre, colleague) == mandate
