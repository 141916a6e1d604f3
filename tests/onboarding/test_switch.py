"""The last service to be ready makes the switch: all laws at once, once, and undone only while nothing has come since."""

import re
from datetime import timedelta

import pytest

from institutional_pages.access.errors import NotInThisRole
from institutional_pages.access.models import Appointment
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Channel, Institution
from institutional_pages.notices.models import Notice
from institutional_pages.onboarding.decision_actions import accept
from institutional_pages.onboarding.errors import ApplicationClosed, DocumentsSinceSwitch, HasNotSwitched, NotAsked, ReadyTooLate
from institutional_pages.onboarding.models import Readiness
from institutional_pages.onboarding.queries import to_confirm, waiting_to_confirm
from institutional_pages.onboarding.switch_actions import carry_out_switches, confirm_ready, undo_switch
from tests.cast import appointed
from tests.house_rules.reading import SOURCE, python_files

pytestmark = pytest.mark.django_db
WORKER = System("worker")


def written() -> tuple[int, ...]:
    return (Event.objects.count(), Notice.objects.count(), Readiness.objects.filter(ready_from=None).count())


def confirm(application, publishers, service, day=None):
    return confirm_ready(publisher=publishers[service.pk], application=application, service=service, ready_from=day or today())


def channel(application) -> str:
    return Institution.objects.get(pk=application.institution_id).channel


@pytest.fixture
def switched(accepted, publishers, services):
    for service in services:
        confirm(accepted, publishers, service)
    accepted.refresh_from_db()
    return accepted


def test_the_last_confirmation_switches_and_not_the_one_before(accepted, publishers, services):
    for service in services[:-1]:
        confirm(accepted, publishers, service)
        assert channel(accepted) == "paper"

    confirm(accepted, publishers, services[-1])
    accepted.refresh_from_db()
    assert (channel(accepted), accepted.state) == ("electronic", "switched")
    assert Event.objects.filter(verb="institution.switched").count() == 1


def test_administrator_consultant_president_and_secretary_are_told_in_their_language_and_the_mail_room_stops(switched, paper_room, rita, koen, bart):
    told = set(Notice.objects.filter(kind="all_in_order").values_list("to", "language"))

    assert told == {(person.email, person.language) for person in (rita, koen, bart)}


def test_the_mail_room_gets_a_stop(paper_room, switched):
    assert Notice.objects.get(kind="stop_list").to == paper_room.email


def test_before_the_switch_every_law_goes_to_paper_and_after_it_every_law_to_the_page(
    accepted, publishers, services, paper_centre, folder, publishing, rmi_service
):
    folder.add(paper_centre, text="before")
    publishing(folder)
    for service in services:
        confirm(accepted, publishers, service)
    folder.add(paper_centre, text="after", period="2026-11")
    publishing(folder)

    assert list(Delivery.objects.order_by("pk").values_list("channel", flat=True)) == ["paper", "electronic"]


def test_confirmed_for_a_later_day_it_switches_on_that_day(accepted, publishers, services, monkeypatch):
    for service in services[:-1]:
        confirm(accepted, publishers, service)
    confirm(accepted, publishers, services[-1], today() + timedelta(days=5))
    assert carry_out_switches(actor=WORKER) == 0

    Readiness.objects.filter(service=services[-1]).update(ready_from=today())
    assert (channel(accepted), carry_out_switches(actor=WORKER), channel(accepted)) == ("paper", 1, "electronic")
    assert (carry_out_switches(actor=WORKER), Event.objects.filter(verb="institution.switched").count()) == (0, 1)


def test_the_same_confirmation_twice_changes_nothing(accepted, publishers, services):
    confirm(accepted, publishers, services[0])
    before = written()

    confirm(accepted, publishers, services[0])
    assert written() == before


def test_another_day_is_another_confirmation_until_the_switch(accepted, publishers, services):
    confirm(accepted, publishers, services[0], today() + timedelta(days=9))
    found = confirm(accepted, publishers, services[0], today() + timedelta(days=2))

    assert found.ready_from == today() + timedelta(days=2)


def test_after_the_switch_no_service_confirms_anew(switched, publishers, services):
    with pytest.raises(ApplicationClosed):
        confirm(switched, publishers, services[0], today() + timedelta(days=2))


def test_a_day_in_two_years_is_refused(accepted, publishers, services):
    with pytest.raises(ReadyTooLate):
        confirm(accepted, publishers, services[0], today() + timedelta(days=700))


def test_nobody_confirms_for_another_service_and_the_cell_for_none(accepted, publishers, services, security_cell):
    before = written()

    for somebody in (publishers[services[1].pk], security_cell):
        with pytest.raises(NotInThisRole):
            confirm_ready(publisher=somebody, application=accepted, service=services[0], ready_from=today())
    assert written() == before


def test_a_service_that_was_not_asked_confirms_nothing(accepted, ministry):
    names = dict.fromkeys(("name_nl", "name_fr", "name_de", "name_en"), "New")
    new = Service.objects.create(code="new-service", valid_from=today(), **names)

    with pytest.raises(NotAsked):
        confirm_ready(publisher=appointed(ministry, "newcomer", "publisher", new), application=accepted, service=new, ready_from=today())


def test_each_service_sees_what_waits_for_it(accepted, publishers, services):
    mine = publishers[services[0].pk]
    assert ([one.service for one in to_confirm(publisher=mine)], waiting_to_confirm(mine)) == ([services[0]], 1)

    confirm(accepted, publishers, services[0])
    assert waiting_to_confirm(mine) == 0


def test_it_is_undone_while_nothing_has_come_and_the_services_confirm_anew(switched, security_cell, publishers, services, paper_room):
    undo_switch(member=security_cell, application=switched)

    switched.refresh_from_db()
    assert (channel(switched), switched.state, switched.services.filter(ready_from=None).count()) == ("paper", "accepted", len(services))
    assert Notice.objects.filter(kind="switch_undone").exists()
    before = written()
    undo_switch(member=security_cell, application=switched)
    assert written() == before


def test_after_the_first_document_it_is_not_undone(switched, security_cell, paper_centre, folder, publishing):
    folder.add(paper_centre)
    publishing(folder)

    with pytest.raises(DocumentsSinceSwitch):
        undo_switch(member=security_cell, application=switched)
    assert channel(switched) == "electronic"


def test_only_the_security_cell_undoes(switched, publisher, koen):
    for somebody in (publisher, koen):
        with pytest.raises(NotInThisRole):
            undo_switch(member=somebody, application=switched)
    assert channel(switched) == "electronic"


def test_what_never_switched_is_not_undone(complete, security_cell):
    with pytest.raises(HasNotSwitched):
        undo_switch(member=security_cell, application=complete)


def test_a_suspended_centre_does_not_switch(accepted, publishers, services):
    for service in services[:-1]:
        confirm(accepted, publishers, service)
    Institution.objects.filter(pk=accepted.institution_id).update(suspended_at=accepted.opened_at)

    with pytest.raises(ApplicationClosed):
        confirm(accepted, publishers, services[-1])
    assert (carry_out_switches(actor=WORKER), channel(accepted)) == (0, Channel.PAPER)


def test_who_publishes_no_longer_confirms_no_longer(accepted, publishers, services):
    Appointment.objects.filter(person=publishers[services[0].pk]).update(ended_at=accepted.opened_at)

    with pytest.raises(NotInThisRole):
        confirm(accepted, publishers, services[0])


def test_an_acceptance_tells_only_publishers_of_today(complete, security_cell, publishers, services):
    Appointment.objects.filter(person=publishers[services[0].pk]).update(ended_at=complete.opened_at)

    accept(member=security_cell, application=complete, seen=complete.version)
    assert Notice.objects.filter(kind="switch_to_confirm").count() == len(services) - 1


def test_an_emergency_does_not_outlive_the_switch_it_belongs_to(switched, security_cell, publishers, services):
    Institution.objects.filter(pk=switched.institution_id).update(paper_until=today() + timedelta(days=9))
    undo_switch(member=security_cell, application=switched)

    for service in services:
        confirm(switched, publishers, service)
    assert not Institution.objects.get(pk=switched.institution_id).is_on_emergency_paper


def test_nothing_but_the_switch_changes_the_channel_of_a_centre_that_stands():
    """An import sets it for a centre that it creates; whatever else writes it fails here (design.md §4.5)."""
    written = re.compile(r"\.channel(, \w[\w.]*)* = |update\([^)]*\bchannel=")
    found = {str(file.relative_to(SOURCE)) for file in python_files(SOURCE) if written.search(file.read_text())}

    assert found == {"delivery/channel.py", "onboarding/switch_actions.py"}  # the first reads it from the locked row
