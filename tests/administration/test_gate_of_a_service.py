"""How strictly the PDFs of a service are looked at is a fact of the service, changed on the command line."""

import pytest
from django.db import IntegrityError, transaction

from institutional_pages.administration.service_actions import set_gate
from institutional_pages.audit.models import Event
from institutional_pages.catalogue.models import Service
from institutional_pages.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_every_service_begins_strict_and_warns_of_files_inside():
    assert set(Service.objects.values_list("gate_profile", "embedded_files_allowed")) == {("strict", False)}


def test_a_service_becomes_lenient_with_an_event_and_a_mail_to_the_security_cell(rmi_service, law_1965_service, settings):
    assert set_gate(service=rmi_service, profile=Service.Gate.LENIENT, embedded_files=True)

    rmi_service.refresh_from_db()
    law_1965_service.refresh_from_db()
    event, notice = Event.objects.get(), Notice.objects.get()
    assert (rmi_service.gate_profile, rmi_service.embedded_files_allowed) == ("lenient", True)
    assert (law_1965_service.gate_profile, law_1965_service.embedded_files_allowed) == ("strict", False)
    assert (event.actor, event.verb, event.subject) == ("system:command-line", "service.gate-set", f"service:{rmi_service.pk}")
    assert '"embedded_files":true,"gate":"lenient"' in event.text.canonical
    assert (notice.kind, notice.to, notice.facts["service"]) == ("done_by_command_line", settings.HELPDESK["email"], "rmi-service")


def test_the_same_again_writes_nothing(rmi_service):
    assert set_gate(service=rmi_service, profile=Service.Gate.LENIENT, embedded_files=False)

    assert not set_gate(service=rmi_service, profile=Service.Gate.LENIENT, embedded_files=False)
    assert (Event.objects.count(), Notice.objects.count()) == (1, 1)


def test_the_database_knows_no_third_gate(rmi_service):
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=rmi_service.pk).update(gate_profile="open")
