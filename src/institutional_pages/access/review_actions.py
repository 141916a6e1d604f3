"""What may happen to the yearly review: sent by the administrator, signed by both sides, called to mind when it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules, signing
from institutional_pages.access.errors import ReviewOver, TwoPeopleSign
from institutional_pages.access.holding import hold_page
from institutional_pages.access.models import Mandate, Review
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.access.register import digest_of, register_at, review_due_on
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.notices import posting
from institutional_pages.notices.models import Notice

if TYPE_CHECKING:
    from institutional_pages.audit.recording import System
    from institutional_pages.identity.models import Person


@transaction.atomic
def prepare_review(*, administrator: Person, institution: Institution) -> Review:
    """Send the register of now to President and Secretary; one that waits is overtaken, unless nothing has changed since."""
    require_recent_proof()
    mandate = rules.require_mandate(administrator, institution)
    hold_page(institution)
    moment = timezone.now()
    register = register_at(institution, moment)
    digest = digest_of(register)
    waiting = Review.objects.open().filter(institution=institution).first()
    if waiting is not None and (waiting.digest, waiting.prepared_by_id) == (digest, administrator.pk):
        return waiting

    Review.objects.open().filter(institution=institution).update(ended_at=moment)
    review = Review.objects.create(institution=institution, prepared_by=administrator, prepared_at=moment, digest=digest)
    audit.record(administrator, "review.prepared", review, basis=mandate, institution=institution, digest=digest, rights=len(register))
    for officer in signing.signatories(institution, besides=administrator):
        _tell("review_to_sign", officer, review)
    return review


@transaction.atomic
def sign_review(*, officer: Person, review: Review) -> Review:
    """Sign for the side of `officer`; the consultant signs for an officer who prepared it. Signing a signed side changes nothing."""
    require_recent_proof()
    side, office = signing.require_signatory(officer, review.institution, holder=review.prepared_by)
    review = Review.objects.select_for_update(of=("self",)).select_related("institution", "prepared_by").get(pk=review.pk)
    if getattr(review, f"{side}_signed_at") is not None:
        return review
    if review.ended_at is not None:
        raise ReviewOver
    if officer.pk in (review.president_signed_by_id, review.secretary_signed_by_id):
        raise TwoPeopleSign

    moment = timezone.now()
    setattr(review, f"{side}_signed_by", officer)
    setattr(review, f"{side}_signed_at", moment)
    review.ended_at = moment if review.is_signed else None
    review.save(update_fields=[f"{side}_signed_by", f"{side}_signed_at", "ended_at"])
    audit.record(officer, "review.signed", review, basis=office, institution=review.institution, side=side, digest=review.digest)
    if review.is_signed:
        _tell("review_signed", review.prepared_by, review)
    return review


@transaction.atomic
def remind_of_reviews(*, actor: System) -> int:
    """Tell the administrators of a page, once, that its yearly review is due; of how many pages."""
    told = 0
    administered = Mandate.objects.standing().values("institution")
    for centre in (
        Institution.objects.centres().filter(suspended_at=None, successor=None, pk__in=administered).prefetch_related("names").order_by("pk")
    ):
        due = review_due_on(centre)
        key = f"review-due:{centre.pk}:{due}"
        if due is None or due > today() or Notice.objects.filter(once__startswith=key).exists():
            continue
        for mandate in Mandate.objects.standing().filter(institution=centre).select_related("holder").order_by("pk"):
            about = {"subject": audit.reference(mandate), "institution": audit.reference(centre), "once": f"{key}:{mandate.pk}"}
            holder = mandate.holder
            posting.post("review_due", to=holder.email, language=holder.language, centre=centre.name_in(holder.language), **about)
        audit.record(actor, "review.reminded", centre, institution=centre, due=due.isoformat())
        told += 1
    return told


def _tell(kind: str, person: Person, review: Review) -> None:
    centre = review.institution.name_in(person.language)
    about = {"subject": audit.reference(review), "institution": audit.reference(review.institution)}
    posting.post(kind, to=person.email, language=person.language, centre=centre, **about)
