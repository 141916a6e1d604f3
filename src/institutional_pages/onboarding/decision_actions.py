"""The Security Cell examines, asks for what is missing, accepts or refuses; an accepted application goes to every publishing service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.errors import NotToYourself
from institutional_pages.access.models import Appointment
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.catalogue.models import Publication, Service
from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding import letters
from institutional_pages.onboarding.conditions import CONDITIONS, FORMS, unmet
from institutional_pages.onboarding.errors import ApplicationClosed, ConditionNotMet, FormsMissing, NothingAsked, ReasonsMissing
from institutional_pages.onboarding.holding import changed, held, held_as_seen
from institutional_pages.onboarding.models import Application, Examined, Readiness

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from institutional_pages.identity.models import Person

Decision = Application.Decision


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a condition is met, and what shows it."""

    holds: bool
    evidence: str = ""


@transaction.atomic
def examine(*, member: Person, application: Application, seen: int, findings: Mapping[str, Finding]) -> Application:
    """Write down which conditions are met and on what evidence; what says the same as before stays as it is. `FormsMissing`, `ChangedMeanwhile`."""
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    application = held_as_seen(application, seen)
    if not application.has_both_forms:
        raise FormsMissing
    before = {one.condition: Finding(one.holds, one.evidence) for one in application.examined.all()}
    new = {code: findings[code] for code in CONDITIONS if code in findings and findings[code] != before.get(code)}
    if not new:
        return application
    for code, finding in new.items():
        facts = {"holds": finding.holds, "evidence": finding.evidence, "examined_by": member, "examined_at": timezone.now()}
        Examined.objects.update_or_create(application=application, condition=code, defaults=facts)
    changed(application, member)
    found = {code: finding.holds for code, finding in new.items()}
    audit.record(member, "application.examined", application, basis=basis, institution=application.institution, found=found)
    return application


@transaction.atomic
def ask_for_missing(
    *, member: Person, application: Application, seen: int, asked: Collection[str], words: str, follow_up_on: date | None
) -> Application:
    """Write to the centre, in its languages, which forms or conditions are missing; it is incomplete until something comes."""
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    application = held_as_seen(application, seen)
    wanted = [code for code in (*FORMS, *CONDITIONS) if code in asked]
    if not wanted:
        raise NothingAsked
    application.asked, application.asked_at, application.follow_up_on = wanted, timezone.now(), follow_up_on
    changed(application, member, "asked", "asked_at", "follow_up_on")
    audit.record(member, "application.incomplete", application, basis=basis, institution=application.institution, asked=wanted)
    letters.write_to_centre(application, "application_incomplete", asked=wanted, words=words)
    return application


@transaction.atomic
def accept(*, member: Person, application: Application, seen: int) -> Application:
    """Every condition is examined and met: the services are told, each confirms, and the last makes the switch (S65, S67). Accepted: no change.

    `FormsMissing`, `ConditionNotMet`, `ChangedMeanwhile`; nobody accepts an application that they made themselves.
    """
    require_recent_proof()
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    standing = held(application)
    if standing.decision == Decision.ACCEPTED:
        return standing
    application = held_as_seen(application, seen)
    if application.arrival == Application.Arrival.WEB and application.opened_by == member:
        raise NotToYourself
    if not application.has_both_forms:
        raise FormsMissing
    if missing := unmet(application):
        raise ConditionNotMet(conditions=", ".join(str(CONDITIONS[code]) for code in missing))
    _decide(application, member, Decision.ACCEPTED)
    services = _publishing()
    Readiness.objects.bulk_create(Readiness(application=application, service=service) for service in services)
    audit.record(member, "application.accepted", application, basis=basis, institution=application.institution, services=len(services))
    letters.write_to_services(application, "switch_to_confirm", services)
    letters.write_to_centre(application, "application_accepted")
    return application


@transaction.atomic
def refuse(*, member: Person, application: Application, seen: int, reasons: str) -> Application:
    """The centre is told why; it may apply anew. Refused already: nothing changes. `ReasonsMissing`, `ChangedMeanwhile`."""
    require_recent_proof()
    basis = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    if not reasons.strip():
        raise ReasonsMissing
    standing = held(application)
    if standing.decision == Decision.REFUSED:
        return standing
    if standing.decision:
        raise ApplicationClosed
    application = held_as_seen(application, seen)
    application.reasons = reasons
    _decide(application, member, Decision.REFUSED)
    audit.record(member, "application.refused", application, basis=basis, institution=application.institution)
    letters.write_to_centre(application, "application_refused", words=reasons)
    return application


def _decide(application: Application, member: Person, decision: str) -> None:
    application.decision, application.decided_by, application.decided_at = Decision(decision), member, timezone.now()
    application.asked_at, application.asked = None, []
    changed(application, member, "decision", "decided_by", "decided_at", "reasons", "asked_at", "asked")


def _publishing() -> list[Service]:
    """Every service that publishes something today."""
    standing = Publication.objects.valid_on(today()).values("service")
    return list(Service.objects.filter(pk__in=standing).order_by("pk"))
