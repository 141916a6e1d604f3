"""What may happen to accounts, means of sign-in and roles at the ministry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.errors import LastDayIsPast
from institutional_pages.access.holding import hold_person
from institutional_pages.access.ministry_errors import ServiceMissing
from institutional_pages.access.models import Appointment, Invitation
from institutional_pages.access.never_together import require_compatible
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.access.staff import take_on
from institutional_pages.access.temporary_password import make_temporary_password
from institutional_pages.audit import recording as audit
from institutional_pages.audit.recording import System
from institutional_pages.identity import code_app, code_card, passwords
from institutional_pages.identity.means import end_other_means
from institutional_pages.identity.models import PASSWORD, Person
from institutional_pages.institutions.calendar import today
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.catalogue.models import Service
    from institutional_pages.identity.code_card import DrawnCodes, MadeCard
    from institutional_pages.institutions.models import Institution

COMMAND_LINE = System("command-line")
Role = Appointment.Role


@dataclass(frozen=True, slots=True)
class AddedColleague:
    """`temporary_password` is shown once; empty for a person who had an account already."""

    person: Person
    temporary_password: str


@transaction.atomic
def add_colleague(
    *, administrator: Person, institution: Institution, username: str, first_name: str, last_name: str, email: str, language: str
) -> AddedColleague:
    """Put a colleague on the staff, with an account; whoever has the same e-mail is known already and keeps theirs. Access is another verb."""
    require_recent_proof()
    mandate = rules.require_mandate(administrator, institution)
    password = make_temporary_password()
    details = {"username": username, "first_name": first_name, "last_name": last_name, "email": email, "language": language}
    taken = take_on(institution, **details, password=password)

    if taken.came:
        audit.record(administrator, "person.added", taken.person, basis=mandate, institution=institution, new_account=taken.is_new)
        if taken.is_new:
            _tell("colleague_added", taken.person, institution)
        else:
            _tell("colleague_known", taken.person, institution)
    return AddedColleague(taken.person, password if taken.is_new else "")


@transaction.atomic
def renew_password(*, administrator: Person, institution: Institution, person: Person) -> str:
    """A temporary password for a colleague, shown once. Who has a function or works elsewhere too gets it from the Security Cell."""
    require_recent_proof()
    basis = rules.require_issuer(administrator, institution, person)
    hold_person(person)

    password = make_temporary_password()
    person.set_temporary_password(password)
    person.save(update_fields=PASSWORD)
    Invitation.objects.open().filter(person=person).update(removed_at=timezone.now())
    passwords.forgive(person)
    audit.record(administrator, "password.renewed", person, basis=basis, institution=institution)
    _tell("password_renewed", person, institution)
    return password


@transaction.atomic
def make_code_card(*, administrator: Person, institution: Institution, person: Person, drawn: DrawnCodes | None = None) -> MadeCard:
    """A new card of 24 codes for a colleague, never one's own; the old card ends. A door draws the codes before: hashing takes half a second."""
    require_recent_proof()
    basis = rules.require_issuer(administrator, institution, person)
    hold_person(person)

    made = code_card.make_card(person, drawn)
    audit.record(administrator, "card.made", made.card, basis=basis, institution=institution, person=audit.reference(person))
    _tell("card_made", person, institution)
    return made


@transaction.atomic
def revoke_code_card(*, administrator: Person, institution: Institution, person: Person) -> bool:
    """End the card of `person`, for a loss or a leaver; whether there was one. Never needs a living mandate."""
    basis = rules.require_card_revoker(administrator, institution, person)
    revoked = code_card.revoke_card(person)
    if revoked:
        audit.record(administrator, "card.revoked", person, basis=basis, institution=institution)
        _tell("card_revoked", person, institution)
    return revoked


@transaction.atomic
def remove_other_means(*, administrator: Person, institution: Institution, person: Person) -> bool:
    """End all means of `person` but the card, say when a telephone is lost, and every open session; whether there were any."""
    basis = rules.require_card_revoker(administrator, institution, person)
    hold_person(person)
    if not end_other_means(person):
        return False
    person.sessions_end_before = timezone.now()
    person.save(update_fields=["sessions_end_before"])
    audit.record(administrator, "means.removed", person, basis=basis, institution=institution)
    _tell("means_removed_by_another", person, institution)
    return True


@transaction.atomic
def unlock_code_card(*, administrator: Person, institution: Institution, person: Person) -> bool:
    """Let the card and the code app of `person` be tried again after ten wrong codes; whether there were any wrong ones."""
    require_recent_proof()
    basis = rules.require_issuer(administrator, institution, person)
    unlocked = code_card.unlock_card(person) | code_app.unlock_app(person)
    if unlocked:
        audit.record(administrator, "card.unlocked", person, basis=basis, institution=institution)
    return unlocked


@transaction.atomic
def appoint_by_command_line(*, person: Person, role: str, service: Service | None = None, until: date | None = None) -> Appointment:
    """A role at the ministry, given by who has the shell, told to the Security Cell. The same again changes nothing."""
    if (role == Role.PUBLISHER) != (service is not None):
        raise ServiceMissing
    if until is not None and until < today():
        raise LastDayIsPast
    require_compatible(person, role)

    mine = Appointment.objects.filter(person=person, role=role, service=service, ended_at=None)
    mine.filter(valid_until__lt=today()).update(ended_at=timezone.now())
    appointment, is_new = mine.get_or_create(
        person=person,
        role=role,
        service=service,
        ended_at=None,
        defaults={"valid_from": today(), "valid_until": until, "by_command_line": True},
    )
    if is_new:
        audit.record(COMMAND_LINE, "appointment.given", appointment, basis="command-line", person=audit.reference(person), role=role)
        facts = {"role": role, "service": service.code if service else ""}
        posting.post(
            "appointment_given",
            to=settings.HELPDESK["email"],
            language=settings.LANGUAGE_CODE,
            subject=audit.reference(appointment),
            **facts,
        )
    return appointment


def _tell(kind: str, person: Person, institution: Institution) -> None:
    about = {"subject": audit.reference(person), "institution": audit.reference(institution)}
    posting.post(kind, to=person.email, language=person.language, centre=institution.name_in(person.language), **about)
