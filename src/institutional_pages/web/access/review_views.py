"""The yearly review: the administrator sends the register, President and Secretary sign it, and it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutional_pages.access import rules, signing
from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.register import digest_of, register_at, review_due_on, reviews_of
from institutional_pages.access.review_actions import prepare_review, sign_review
from institutional_pages.catalogue.models import Kind, Law
from institutional_pages.errors import NotAllowed
from institutional_pages.institutions.calendar import today
from institutional_pages.web.access.entering import is_administrator, overseen_page
from institutional_pages.web.access.register_pdf import pdf_of_review
from institutional_pages.web.access.rows import Whole, scope_in_words
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import asks_proof, page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from institutional_pages.access.coverage import CouldRead
    from institutional_pages.access.reviews import Review
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class Row:
    """One right in the register, in words."""

    name: str
    username: str
    sees: StrOrPromise
    given_by: str
    right: CouldRead


@require_http_methods(["GET", "POST"])
@asks_proof
def review(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """The register that is to be signed, or the one of now; the administrator sends it."""
    if request.method == "POST":
        return _send(request, page_id)
    viewer, institution = signed_in(request), overseen_page(request, page_id)
    reviews = reviews_of(institution, viewer=viewer)
    waiting = next((one for one in reviews if one.ended_at is None), None)
    now = register_at(institution, timezone.now())
    context = {
        "institution": institution,
        "waiting": waiting,
        "register": _shown(register_at(institution, waiting.prepared_at) if waiting else now),
        "is_old": waiting is not None and waiting.digest != digest_of(now),
        "signed": [one for one in reviews if one.is_signed],
        "due": review_due_on(institution),
        "is_due": is_due(institution),
        "administers": is_administrator(viewer, institution),
        "may_sign": waiting is not None and waits_for(waiting, viewer),
    }
    return render_page(request, page="access/review.html", context=context)


@require_POST
def sign(request: HttpRequest, page_id: UUID, review_id: UUID) -> HttpResponse:
    """One signature, of the side of the person who is signed in."""
    officer, institution = signed_in(request), page_of(request, page_id)
    signed = sign_review(officer=officer, review=_review_at(institution, review_id))
    messages.success(request, _("Signed. Both signatures are there: this year's register is complete.") if signed.is_signed else _("Signed."))
    return redirect("review", page_id=page_id)


@require_safe
def register(request: HttpRequest, page_id: UUID, review_id: UUID) -> HttpResponse:
    """The register as a PDF, with the signatures that it has."""
    viewer, institution = signed_in(request), overseen_page(request, page_id)
    rules.require_overseer(viewer, institution)
    return pdf_of_review(_review_at(institution, review_id))


def waits_for(found: Review, person: Person) -> bool:
    """`person` signs a side that is still open."""
    try:
        side, _office = signing.require_signatory(person, found.institution, holder=found.prepared_by)
    except NotAllowed:
        return False
    signed = (found.president_signed_by_id, found.secretary_signed_by_id)
    return getattr(found, f"{side}_signed_at") is None and person.pk not in signed


def is_due(institution: Institution) -> bool:
    """Whether a year has gone by."""
    due = review_due_on(institution)
    return due is not None and due <= today()


def _send(request: HttpRequest, page_id: UUID) -> HttpResponse:
    administrator, institution = signed_in(request), page_of(request, page_id)
    prepare_review(administrator=administrator, institution=institution)
    messages.success(request, _("Sent. The President and the Secretary have a mail, and sign each for themselves."))
    return redirect("review", page_id=page_id)


def _review_at(institution: Institution, review_id: UUID) -> Review:
    found = institution.reviews.filter(uuid=review_id).select_related("prepared_by", "president_signed_by", "secretary_signed_by").first()
    if found is None:
        raise NoSuchPage
    found.institution = institution
    return found


def _shown(found: list[CouldRead]) -> list[Row]:
    whole = Whole(Law.objects.count(), Kind.objects.count())
    return [
        Row(one.grant.reader.get_full_name(), one.grant.reader.username, scope_in_words(one.scope, whole), one.grant.given_by.get_full_name(), one)
        for one in found
    ]
