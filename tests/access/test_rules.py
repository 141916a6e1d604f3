"""Who may, on the strength of what: each rule asked directly, for the paper it answers with or its refusal."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from institutional_pages.access.actions import end_access, give_access
from institutional_pages.access.errors import (
    MayNotPublish,
    NoSuchPage,
    NotAReader,
    NotInThisRole,
    OutsideTheNetwork,
)
from institutional_pages.access.machines import command_line_machine
from institutional_pages.access.models import GrantScope, Machine, Officer
from institutional_pages.access.network_rules import require_network, require_own_network
from institutional_pages.access.rules import (
    require_known_at,
    require_publisher,
    require_reader,
    within,
    workplaces,
)
from institutional_pages.access.scope import Scope
from institutional_pages.catalogue.models import Publication
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Network, NetworkUse
from tests.cast import dismiss, person

INSIDE, ELSEWHERE = "10.20.3.4", "192.0.2.7"
YESTERDAY = timedelta(days=1)


@pytest.fixture
def machine(rmi_service):
    """Publishes for the RMI service from a network; no scope of its own: everything of the service."""
    return Machine.objects.create(name="payroll", service=rmi_service)


def opened(grant, pairs):
    """Which of these kinds under these laws `grant` opens, asked of a table that has both."""
    return {(row.kind, row.law) for row in Publication.objects.filter(within(grant)) if (row.kind, row.law) in pairs}


# Reading


def test_a_reader_of_everything_has_a_grant_that_opens_every_kind_under_every_law(reader, centre, rmi, law_1965, refused_forms):
    grant = require_reader(reader, centre)

    assert grant.reader == reader
    assert opened(grant, {(refused_forms, rmi), (refused_forms, law_1965)}) == {(refused_forms, rmi), (refused_forms, law_1965)}


def test_a_scoped_grant_opens_its_kind_under_its_law_and_nothing_else(scoped_reader, centre, rmi, law_1965, refused_forms, accepted_forms):
    grant = require_reader(scoped_reader, centre)

    assert grant.reader == scoped_reader
    assert opened(grant, {(refused_forms, rmi), (refused_forms, law_1965), (accepted_forms, rmi)}) == {(refused_forms, rmi)}


def test_a_grant_of_two_kinds_opens_both(centre, administrator, colleague, rmi, refused_forms, accepted_forms, law_1965):
    scope = Scope.of([(rmi, refused_forms), (rmi, accepted_forms)])
    give_access(administrator=administrator, institution=centre, reader=colleague, scope=scope, reason="RMI team", until=None)

    pairs = {(refused_forms, rmi), (accepted_forms, rmi)}
    assert opened(require_reader(colleague, centre), {*pairs, (refused_forms, law_1965)}) == pairs


def test_a_grant_that_opens_nothing_shows_nothing(scoped_reader, centre):
    GrantScope.objects.filter(grant__reader=scoped_reader).delete()

    assert not Publication.objects.filter(within(require_reader(scoped_reader, centre))).exists()


def test_each_reader_has_his_own_grant(reader, scoped_reader, centre):
    assert require_reader(reader, centre).pk != require_reader(scoped_reader, centre).pk


def test_a_grant_reads_one_page_only_and_only_while_it_stands(reader, centre, other_centre, administrator):
    with pytest.raises(NotAReader):
        require_reader(reader, other_centre)
    end_access(person=administrator, grant=require_reader(reader, centre), reason="moved")
    with pytest.raises(NotAReader):
        require_reader(reader, centre)


def test_nobody_reads_a_closed_page(reader, centre):
    centre.suspended_at = timezone.now()

    with pytest.raises(NotAReader):
        require_reader(reader, centre)


# Publishing


def test_a_publisher_publishes_what_his_service_publishes(publisher, rmi_service, refused_forms, rmi):
    assert require_publisher(publisher, rmi_service, refused_forms, rmi) == publisher.appointments.get()
    assert require_publisher(publisher, rmi_service) == publisher.appointments.get()


def test_a_publisher_of_one_service_publishes_for_no_other(publisher, law_1965_service):
    with pytest.raises(NotInThisRole):
        require_publisher(publisher, law_1965_service)


def test_another_role_at_the_ministry_publishes_nothing(auditor, publisher, rmi_service):
    with pytest.raises(NotInThisRole):
        require_publisher(auditor, rmi_service)


def test_a_law_of_another_service_is_refused_by_name(publisher, rmi_service, refused_forms, law_1965):
    with pytest.raises(MayNotPublish) as refusal:
        require_publisher(publisher, rmi_service, refused_forms, law_1965)
    assert (refusal.value.facts["kind"], refusal.value.facts["law"]) == (refused_forms, law_1965)


def test_a_kind_that_the_service_does_not_publish_is_refused(publisher, rmi_service, stay_letter, rmi):
    Publication.objects.filter(service=rmi_service, kind=stay_letter).delete()

    with pytest.raises(MayNotPublish):
        require_publisher(publisher, rmi_service, stay_letter, rmi)


def test_what_the_service_published_until_yesterday_it_publishes_no_more(publisher, rmi_service, refused_forms, rmi):
    Publication.objects.filter(service=rmi_service, kind=refused_forms, law=rmi).update(valid_until=today() - YESTERDAY)

    with pytest.raises(MayNotPublish):
        require_publisher(publisher, rmi_service, refused_forms, rmi)


def test_without_kind_or_law_only_the_service_is_asked(publisher, rmi_service, refused_forms, law_1965):
    assert require_publisher(publisher, rmi_service, refused_forms, None)
    assert require_publisher(publisher, rmi_service, None, law_1965)


def test_the_command_line_publishes_for_its_service_on_the_strength_of_the_shell(rmi_service, law_1965_service, refused_forms, rmi):
    machine = command_line_machine(service=rmi_service)

    assert require_publisher(machine, rmi_service, refused_forms, rmi) == "command-line"
    with pytest.raises(NotInThisRole):
        require_publisher(machine, law_1965_service)


def test_a_machine_publishes_for_its_service_in_its_own_name(machine, rmi_service, law_1965_service, refused_forms, rmi, law_1965):
    assert require_publisher(machine, rmi_service, refused_forms, rmi) == machine
    with pytest.raises(NotInThisRole):
        require_publisher(machine, law_1965_service)
    with pytest.raises(MayNotPublish):
        require_publisher(machine, rmi_service, refused_forms, law_1965)


def test_a_machine_with_a_scope_publishes_only_that(machine, rmi_service, refused_forms, accepted_forms, rmi, law_1965):
    machine.kinds.add(refused_forms)
    machine.laws.add(law_1965)

    with pytest.raises(MayNotPublish) as refusal:
        require_publisher(machine, rmi_service, refused_forms, rmi)
    assert (refusal.value.facts["kind"], refusal.value.facts["law"]) == (refused_forms, rmi)
    machine.laws.set([rmi])
    assert require_publisher(machine, rmi_service, refused_forms, rmi) == machine
    with pytest.raises(MayNotPublish):
        require_publisher(machine, rmi_service, accepted_forms, rmi)
    assert require_publisher(machine, rmi_service, accepted_forms, None) == machine
    assert require_publisher(machine, rmi_service, None, law_1965) == machine


def test_a_machine_that_was_revoked_publishes_nothing(machine, rmi_service):
    Machine.objects.create(name="another", service=rmi_service)
    Machine.objects.filter(pk=machine.pk).update(ended_at=timezone.now())

    with pytest.raises(NotInThisRole):
        require_publisher(machine, rmi_service)


# Knowing a page


def test_a_page_exists_for_whoever_has_an_office_a_job_or_a_grant_there(centre, president, consultant, clerk, reader):
    for known in (president, consultant, clerk, reader):
        require_known_at(known, centre)


def test_a_grant_alone_makes_the_page_exist_and_so_does_a_mandate_alone(centre, reader, administrator):
    for known in (reader, administrator):
        dismiss(known)

        require_known_at(known, centre)


def test_an_office_at_another_centre_makes_no_page_exist_here(centre, other_centre, reader):
    for stranger in (person("elodie"), person("thibault")):
        with pytest.raises(NoSuchPage):
            require_known_at(stranger, centre)
    with pytest.raises(NoSuchPage):
        require_known_at(reader, other_centre)


def test_an_administrator_of_one_page_does_not_know_the_other(centre, other_administrator, other_centre, administrator):
    with pytest.raises(NoSuchPage):
        require_known_at(other_administrator, centre)
    with pytest.raises(NoSuchPage):
        require_known_at(administrator, other_centre)


def test_a_closed_page_exists_for_nobody(centre, president):
    centre.suspended_at = timezone.now()

    with pytest.raises(NoSuchPage):
        require_known_at(president, centre)


# Networks


def test_an_address_of_the_network_of_the_centre_is_let_in_and_the_network_is_named(centre):
    assert require_network(centre, INSIDE).operator == "Publilink"


def test_an_address_elsewhere_is_refused_with_the_number_to_call(centre, other_centre):
    for address in (ELSEWHERE, "10.30.0.1"):
        with pytest.raises(OutsideTheNetwork) as refusal:
            require_network(centre, address)
        assert refusal.value.facts["phone"] == settings.HELPDESK["phone"]


def test_a_network_is_used_from_its_first_day_to_its_last(centre):
    use = NetworkUse.objects.filter(institution=centre)
    use.update(valid_until=today())
    assert require_network(centre, INSIDE)
    use.update(valid_until=today() - YESTERDAY)
    with pytest.raises(OutsideTheNetwork):
        require_network(centre, INSIDE)
    use.update(valid_until=None, valid_from=today())
    assert require_network(centre, INSIDE)
    use.update(valid_from=today() + YESTERDAY)
    with pytest.raises(OutsideTheNetwork):
        require_network(centre, INSIDE)


def test_a_report_only_network_lets_every_address_in_and_the_own_one_comes_first(centre, other_centre):
    NetworkUse.objects.create(institution=centre, network=Network.objects.get(uses__institution=other_centre), valid_from=today())
    Network.objects.filter(uses__institution=other_centre, operator="WIN").update(report_only=True)

    assert require_network(centre, ELSEWHERE).operator == "WIN"
    assert require_network(centre, INSIDE).operator == "Publilink"


def test_whoever_works_at_two_places_comes_in_from_either(centre, ministry, president, clerk, security_cell):
    assert require_own_network(president, INSIDE)
    assert require_own_network(clerk, INSIDE)
    assert require_own_network(security_cell, "10.10.0.5").operator == "FedMAN"
    for who, address in ((president, "10.10.0.5"), (clerk, ELSEWHERE), (security_cell, INSIDE)):
        with pytest.raises(OutsideTheNetwork):
            require_own_network(who, address)


def test_a_role_at_the_ministry_is_added_to_the_other_workplaces(centre, ministry, auditor):
    Officer.objects.filter(institution=centre, office=Officer.Office.PRESIDENT).update(person=auditor)

    assert require_own_network(auditor, INSIDE)
    assert require_own_network(auditor, "10.10.0.5")


def test_a_role_at_the_ministry_is_enough_to_come_in_from_there(ministry, auditor):
    dismiss(auditor)

    assert workplaces(auditor) == [ministry]
    assert require_own_network(auditor, "10.10.0.5")
