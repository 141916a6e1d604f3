"""Mergers of centres: proposed, confirmed by another, done on their day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.models import Appointment, Proposal
from institutional_pages.delivery.merger_actions import confirm_merger, drop_merger, propose_merger
from institutional_pages.delivery.mergers import MERGE, planned_mergers
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.institutions.models import Institution
from institutional_pages.web.mergers.forms import MergerForm
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import asks_proof, ministry_role, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import Person

SHOWN: Final = 50
FIELDS: Final = {"last-day-is-past": "day", "may-not-merge": "successor"}


@require_safe
def mergers(request: HttpRequest) -> HttpResponse:
    """What waits, what is planned, and what was done last."""
    member = _member(request)
    merged = Institution.objects.filter(successor__isnull=False).select_related("successor").prefetch_related("names", "successor__names")
    context = {"planned": planned_mergers(member), "done": merged.order_by("-pk")[:SHOWN], "member": member}
    return render_page(request, page="mergers/mergers.html", context=context)


@require_http_methods(["GET", "POST"])
@asks_proof
def propose(request: HttpRequest) -> HttpResponse:
    """Which centre, into which, when."""
    member = _member(request)
    form = MergerForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            propose_merger(member=member, institution=typed["centre"], successor=typed["successor"], day=typed["day"])
        except (BadInput, Conflict) as refusal:
            refuse_in_form(request, form, refusal, FIELDS.get(refusal.code))
        else:
            messages.success(request, _("Proposed. Another member of the Security Cell confirms it."))
            return redirect("mergers")
    return render_page(request, page="mergers/propose.html", context={"form": form}, status=422 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The second person."""
    member = _member(request)
    confirm_merger(member=member, proposal=_proposal(proposal_id))
    messages.success(request, _("Confirmed. On its day it is done by itself, just after midnight; when that day has come already, it is done now."))
    return redirect("mergers")


@require_POST
def drop(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Withdraw, or refuse."""
    member = _member(request)
    drop_merger(member=member, proposal=_proposal(proposal_id))
    messages.success(request, _("The proposal is dropped; nothing has changed."))
    return redirect("mergers")


def _member(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.SECURITY_CELL)
    return signed_in(request)


def _proposal(proposal_id: UUID) -> Proposal:
    found = Proposal.objects.filter(uuid=proposal_id, kind=MERGE).first()
    if found is None:
        raise NoSuchPage
    return found
