"""The switch: when the last service is ready the channel of the centre changes, all laws at once, in one transaction (S57–S59; design.md §4.5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.models import PageTotal
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Channel, Institution
from institutional_pages.onboarding import letters
from institutional_pages.onboarding.errors import ApplicationClosed, DocumentsSinceSwitch, HasNotSwitched, NotAsked, ReadyTooLate
from institutional_pages.onboarding.holding import held
from institutional_pages.onboarding.models import Application, Readiness

if TYPE_CHECKING:
    from institutional_pages.audit.recording import System
    from institutional_pages.identity.models import Person

LONGEST: Final = timedelta(days=365)


@transaction.atomic
def confirm_ready(*, publisher: Person, application: Application, service: Service, ready_from: date) -> Readiness:
    """`service` sends to the page from this day on; the last one to be ready makes the switch, now or on the day that has come.

    The same again changes nothing; another day does, until the switch. `NotAsked`, `ReadyTooLate`, `ApplicationClosed`.
    """
    basis = rules.require_publisher(publisher, service)
    if ready_from > today() + LONGEST:
        raise ReadyTooLate
    application = held(application)
    found = Readiness.objects.select_related("service").filter(application=application, service=service).first()
    if found is None:
        raise NotAsked
    if found.ready_from == ready_from:
        return found
    if not application.is_open or not application.institution.is_open:
        raise ApplicationClosed
    found.ready_from, found.confirmed_by, found.confirmed_at = ready_from, publisher, timezone.now()
    found.save()
    facts = {"service": service.code, "day": ready_from.isoformat()}
    audit.record(publisher, "application.service-ready", application, basis=basis, institution=application.institution, **facts)
    if _switch_when_ready(application):
        audit.record(publisher, "institution.switched", application, basis=basis, institution=application.institution)
    return found


@transaction.atomic
def carry_out_switches(*, actor: System) -> int:
    """Switch the centres whose day has come; how many."""
    done = 0
    for waiting in Application.objects.waiting_for_services().filter(institution__suspended_at=None, institution__successor=None).order_by("pk"):
        application = held(waiting)
        if _switch_when_ready(application):
            audit.record(actor, "institution.switched", application, institution=application.institution)
            done += 1
    return done


@transaction.atomic
def undo_switch(*, member: Person, application: Application) -> Application:
    """Back to paper while no document has come since; the services confirm anew. Undone already: nothing changes (design.md §4.5)."""
    require_recent_proof()
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    application = held(application)
    if application.switched_at is None and application.decision == Application.Decision.ACCEPTED:
        return application
    institution = _locked(application)
    if application.switched_at is None or institution.channel != Channel.ELECTRONIC:
        raise HasNotSwitched
    if _documents(institution) != application.documents_before:
        raise DocumentsSinceSwitch
    _set_channel(institution, Channel.PAPER)
    Readiness.objects.filter(application=application).update(ready_from=None, confirmed_by=None, confirmed_at=None)
    application.switched_at = None
    application.save(update_fields=["switched_at"])
    audit.record(member, "institution.switch-undone", application, basis=basis, institution=institution)
    letters.write_to_people(application, "switch_undone")
    letters.write_to_services(application, "switch_undone", _services(application))
    letters.write_to_paper_room(application, "switch_undone")
    return application


def _switch_when_ready(application: Application) -> bool:
    """Whether it switched now: every service has said from when, and that day has come for all."""
    days = list(application.services.values_list("ready_from", flat=True))
    if not days or any(day is None or day > today() for day in days):
        return False
    institution = _locked(application)
    if institution.channel != Channel.PAPER:
        return False
    application.switched_at, application.documents_before = timezone.now(), _documents(institution)
    application.save(update_fields=["switched_at", "documents_before"])
    _set_channel(institution, Channel.ELECTRONIC)
    letters.write_to_people(application, "all_in_order")
    letters.write_to_paper_room(application, "stop_list")
    return True


def _locked(application: Application) -> Institution:
    """Publishing takes the same lock before it decides a channel (`delivery.channel.lock`): each document goes by the channel before or after."""
    return Institution.objects.select_for_update(no_key=True).get(pk=application.institution_id)


def _set_channel(institution: Institution, channel: Channel) -> None:
    """The one place where the channel of a centre changes; an emergency of before is none of the new one."""
    institution.channel, institution.channel_since, institution.paper_until = channel, timezone.now(), None
    institution.save(update_fields=["channel", "channel_since", "paper_until"])


def _documents(institution: Institution) -> int:
    """How many stand on its page."""
    return int(PageTotal.objects.filter(page=institution).aggregate(total=Sum("total"))["total"] or 0)


def _services(application: Application) -> list[Service]:
    return [one.service for one in application.services.select_related("service")]
