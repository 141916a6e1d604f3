"""What may happen to a mandate: designated, signed by both sides, enabled by the Security Cell, ended (S18, S19, S25–S31; design.md §4.3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from institutional_pages.access import expiry, rules, signing
from institutional_pages.access.errors import LastDayIsPast, MandateEnded, MandateStands, NoConsultant, NotToYourself, NotYetSigned, TwoPeopleSign
from institutional_pages.access.holding import hold_page
from institutional_pages.access.independence import require_independent
from institutional_pages.access.models import Appointment, Mandate, Officer
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.calendar import today
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


@transaction.atomic
def designate_administrator(*, officer: Person, institution: Institution, holder: Person | None, until: date) -> Mandate:
    """Open a mandate that nobody has signed yet; without a `holder`, the security consultant holds it by default (S19).

    One that stands is renewed in its last sixty days: the new one takes its place when it is enabled, so that no day is without.
    """
    require_recent_proof()
    office = rules.require_officer(officer, institution)
    hold_page(institution)
    chosen = holder or _consultant(institution)
    if chosen == officer:
        raise NotToYourself
    _check_holder(chosen, institution)
    if until < today():
        raise LastDayIsPast

    expiry.end_expired_mandates(Mandate.objects.filter(institution=institution, holder=chosen))
    if any(not mandate.ends_soon for mandate in Mandate.objects.open().filter(institution=institution, holder=chosen)):
        raise MandateStands
    mandate = Mandate.objects.create(
        institution=institution,
        holder=chosen,
        by_default=holder is None,
        valid_from=today(),
        valid_until=until,
        designated_by=officer,
        designated_at=timezone.now(),
    )
    audit.record(officer, "mandate.designated", mandate, basis=office, institution=institution)
    _tell_signatories(mandate)
    return mandate


@transaction.atomic
def sign_mandate(*, officer: Person, mandate: Mandate) -> Mandate:
    """Sign for the side of `officer`; the consultant signs for an officer who is the holder. Signing a signed side changes nothing."""
    require_recent_proof()
    side, office = signing.require_signatory(officer, mandate.institution, holder=mandate.holder)
    mandate = _locked(mandate)
    _check_open(mandate)
    if getattr(mandate, f"{side}_signed_at") is not None:
        return mandate
    if officer.pk in (mandate.president_signed_by_id, mandate.secretary_signed_by_id):
        raise TwoPeopleSign

    setattr(mandate, f"{side}_signed_by", officer)
    setattr(mandate, f"{side}_signed_at", timezone.now())
    mandate.save(update_fields=[f"{side}_signed_by", f"{side}_signed_at"])
    audit.record(officer, "mandate.signed", mandate, basis=office, institution=mandate.institution, side=side)
    if mandate.is_signed:
        _tell_security_cell(mandate)
    return mandate


@transaction.atomic
def enable_mandate(*, member: Person, mandate: Mandate) -> Mandate:
    """Let the administrator act, after both signatures (S29, S30). An enabled mandate stays as it is."""
    require_recent_proof()
    appointment = rules.require_role(member, Appointment.Role.SECURITY_CELL)
    mandate = _locked(mandate)
    _check_open(mandate)
    if not mandate.is_signed:
        raise NotYetSigned
    if member.pk in (mandate.holder_id, mandate.president_signed_by_id, mandate.secretary_signed_by_id, mandate.designated_by_id):
        raise NotToYourself
    if mandate.enabled_at is not None:
        return mandate
    require_independent(member, mandate.president_signed_by, mandate.secretary_signed_by)

    _give_way(mandate, member)
    mandate.enabled_by, mandate.enabled_at = member, timezone.now()
    mandate.save(update_fields=["enabled_by", "enabled_at"])
    audit.record(member, "mandate.enabled", mandate, basis=appointment, institution=mandate.institution)
    _tell("mandate_enabled", mandate, mandate.holder)
    return mandate


@transaction.atomic
def end_mandate(*, person: Person, mandate: Mandate, reason: str) -> Mandate:
    """Withdrawn by either officer, or suspended by the Security Cell; what it gave goes on (design.md §4.4). An ended one stays as it is."""
    basis = rules.require_mandate_ender(person, mandate)
    mandate = _locked(mandate)
    if mandate.ended_at is not None:
        return mandate

    mandate.ended_by, mandate.ended_at, mandate.end_reason = person, timezone.now(), reason
    mandate.save(update_fields=["ended_by", "ended_at", "end_reason"])
    audit.record(person, "mandate.ended", mandate, basis=basis, institution=mandate.institution)
    for told in [mandate.holder, *_officers(mandate)]:
        if told != person:
            _tell("mandate_ended", mandate, told)
    return mandate


def _give_way(renewal: Mandate, member: Person) -> None:
    """The mandate that `renewal` follows ends now: access that was given on it goes on."""
    before = Mandate.objects.open().filter(institution=renewal.institution, holder=renewal.holder, enabled_at__isnull=False).first()
    if before is None:
        return
    before.ended_by, before.ended_at, before.end_reason = member, timezone.now(), "renewed"
    before.save(update_fields=["ended_by", "ended_at", "end_reason"])
    audit.record(member, "mandate.ended", before, institution=before.institution, renewed_by=audit.reference(renewal))


def _consultant(institution: Institution) -> Person:
    office = Officer.objects.standing().filter(institution=institution, office=Officer.Office.CONSULTANT).select_related("person").first()
    if office is None:
        raise NoConsultant
    return office.person


def _check_holder(holder: Person, institution: Institution) -> None:
    """On the staff, or the consultant, who need not be (domain.md E14)."""
    consults = Officer.objects.standing().filter(institution=institution, person=holder, office=Officer.Office.CONSULTANT).exists()
    if not (consults and holder.is_active):
        rules.require_on_staff(holder, institution)


def _locked(mandate: Mandate) -> Mandate:
    """The row as it stands now, kept from others until this transaction ends."""
    return (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("institution", "holder", "president_signed_by", "secretary_signed_by")
        .get(pk=mandate.pk)
    )


def _check_open(mandate: Mandate) -> None:
    if mandate.ended_at is not None or mandate.valid_until < today():
        raise MandateEnded


def _officers(mandate: Mandate) -> list[Person]:
    standing = Officer.objects.standing().filter(institution=mandate.institution, office__in=rules.SIGNING).select_related("person")
    return [officer.person for officer in standing if officer.person_id != mandate.holder_id]


def _tell_signatories(mandate: Mandate) -> None:
    for person in signing.signatories(mandate.institution, besides=mandate.holder):
        _tell("mandate_to_sign", mandate, person)


def _tell_security_cell(mandate: Mandate) -> None:
    language = settings.LANGUAGE_CODE
    centre = mandate.institution.name_in(language)
    about = {"subject": audit.reference(mandate), "institution": audit.reference(mandate.institution)}
    posting.post("mandate_to_enable", to=settings.HELPDESK["email"], language=language, centre=centre, **about)


def _tell(kind: str, mandate: Mandate, person: Person) -> None:
    centre = mandate.institution.name_in(person.language)
    about = {"subject": audit.reference(mandate), "institution": audit.reference(mandate.institution)}
    posting.post(kind, to=person.email, language=person.language, centre=centre, until=mandate.valid_until.isoformat(), **about)
