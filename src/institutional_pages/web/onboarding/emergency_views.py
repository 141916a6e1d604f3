"""Back to paper in an emergency: what waits for a second person, what lasts, and a new proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.models import Proposal
from institutional_pages.access.rules import CELL_OR_PUBLISHER
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.institutions.models import Institution
from institutional_pages.onboarding.emergency_actions import (
    EMERGENCY,
    confirm_emergency_paper,
    drop_emergency_paper,
    end_emergency_paper,
    propose_emergency_paper,
)
from institutional_pages.onboarding.queries import emergencies
from institutional_pages.web.onboarding.forms import EmergencyForm
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import asks_proof, ministry_role, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import Person

FIELDS: Final = {"still-on-paper": "centre", "emergency-too-long": "until", "reasons-missing": "reason"}


@require_safe
def emergency(request: HttpRequest) -> HttpResponse:
    """What waits, and what lasts."""
    person = _person(request)
    waiting, lasting = emergencies(person=person)
    return render_page(request, page="onboarding/emergency.html", context={"waiting": waiting, "lasting": lasting, "member": person})


@require_http_methods(["GET", "POST"])
@asks_proof
def propose(request: HttpRequest) -> HttpResponse:
    """Which centre, until when, why."""
    person = _person(request)
    form = EmergencyForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            propose_emergency_paper(person=person, institution=typed["centre"], until=typed["until"], reason=typed["reason"])
        except (BadInput, Conflict) as refusal:
            refuse_in_form(request, form, refusal, FIELDS.get(refusal.code))
        else:
            messages.success(request, _("Proposed. Somebody else of the Security Cell or of a publishing service confirms it."))
            return redirect("emergency")
    return render_page(request, page="onboarding/emergency_propose.html", context={"form": form}, status=422 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The second person."""
    confirm_emergency_paper(person=_person(request), proposal=_proposal(proposal_id))
    messages.success(request, _("Confirmed. From now on new documents of this centre are printed; its page stays open."))
    return redirect("emergency")


@require_POST
def drop(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Withdraw, or refuse."""
    drop_emergency_paper(person=_person(request), proposal=_proposal(proposal_id))
    messages.success(request, _("The proposal is dropped; nothing has changed."))
    return redirect("emergency")


@require_POST
def end(request: HttpRequest, centre_id: UUID) -> HttpResponse:
    """Before its last day."""
    institution = Institution.objects.filter(uuid=centre_id).first()
    person = _person(request)
    if institution is None:
        raise NoSuchPage
    end_emergency_paper(person=person, institution=institution)
    messages.success(request, _("Ended. New documents of this centre come to its page again."))
    return redirect("emergency")


def _person(request: HttpRequest) -> Person:
    ministry_role(request, *CELL_OR_PUBLISHER)
    return signed_in(request)


def _proposal(proposal_id: UUID) -> Proposal:
    found = Proposal.objects.filter(uuid=proposal_id, kind=EMERGENCY).first()
    if found is None:
        raise NoSuchPage
    return found
