"""What may happen to an invitation: sent, sent again, removed, taken up by the one invited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.errors import InvitationOver
from institutional_pages.access.holding import hold_person
from institutional_pages.access.means_errors import OwnPasswordStands
from institutional_pages.access.models import Invitation
from institutional_pages.access.own_password import keep_password
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.identity.models import PASSWORD
from institutional_pages.identity.passwords import forgive
from institutional_pages.institutions.calendar import today
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


@transaction.atomic
def invite(*, administrator: Person, institution: Institution, person: Person) -> Invitation:
    """Let `person` choose a password by mail; a temporary one that was made before ends. Who has an own password: `OwnPasswordStands`.

    An invitation that stands stays as it is; see `send_invitation_again`.
    """
    require_recent_proof()
    basis = rules.require_issuer(administrator, institution, person)
    hold_person(person)
    standing = Invitation.objects.standing().filter(person=person).first()
    if standing is not None:
        return standing
    if person.has_usable_password() and not person.password_is_temporary:
        raise OwnPasswordStands

    moment = timezone.now()
    Invitation.objects.open().filter(person=person).update(removed_at=moment)
    person.set_unusable_password()
    person.password_is_temporary, person.temporary_until = True, None
    person.save(update_fields=PASSWORD)
    forgive(person)
    facts = {"person": person, "institution": institution, "sent_by": administrator, "sent_at": moment, "valid_until": _last_day()}
    invitation = Invitation.objects.create(**facts)
    audit.record(administrator, "invitation.sent", invitation, basis=basis, institution=institution, person=audit.reference(person))
    _send(invitation)
    return invitation


@transaction.atomic
def send_invitation_again(*, administrator: Person, institution: Institution, person: Person) -> Invitation:
    """The same mail once more, with a new last day; `InvitationOver` when it was taken up or removed meanwhile."""
    require_recent_proof()
    basis = rules.require_issuer(administrator, institution, person)
    hold_person(person)
    invitation = Invitation.objects.open().filter(person=person, institution=institution).first()
    if invitation is None:
        raise InvitationOver
    invitation.sent_by, invitation.sent_at, invitation.valid_until = administrator, timezone.now(), _last_day()
    invitation.save(update_fields=["sent_by", "sent_at", "valid_until"])
    audit.record(administrator, "invitation.sent", invitation, basis=basis, institution=institution, person=audit.reference(person))
    _send(invitation)
    return invitation


@transaction.atomic
def remove_invitation(*, administrator: Person, institution: Institution, person: Person) -> bool:
    """The mail opens nothing any more; whether there was one that was still open. Never needs a living mandate."""
    basis = rules.require_card_revoker(administrator, institution, person)
    invitation = Invitation.objects.open().filter(person=person).first()
    if invitation is None:
        return False
    invitation.removed_at = timezone.now()
    invitation.save(update_fields=["removed_at"])
    audit.record(administrator, "invitation.removed", invitation, basis=basis, institution=institution, person=audit.reference(person))
    return True


@transaction.atomic
def take_up_invitation(*, invitation: Invitation, new: str) -> Person:
    """The one invited has chosen a password; the mail opens nothing any more. `InvitationOver`, `WeakPassword`."""
    hold_person(invitation.person)
    found = Invitation.objects.standing().filter(pk=invitation.pk).select_related("person", "institution").first()
    if found is None:
        raise InvitationOver
    person = rules.require_own_account(found.person)
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    audit.record(person, "invitation.taken-up", found, institution=found.institution)
    return keep_password(person, new, first=True)


def _last_day() -> date:
    return today() + timedelta(days=settings.TEMPORARY_PASSWORD_DAYS)


def _send(invitation: Invitation) -> None:
    person, institution = invitation.person, invitation.institution
    about = {"subject": audit.reference(person), "institution": audit.reference(institution)}
    facts = {"centre": institution.name_in(person.language), "invitation": str(invitation.uuid), "until": invitation.valid_until.isoformat()}
    posting.post("invitation_sent", to=person.email, language=person.language, **about, **facts)
