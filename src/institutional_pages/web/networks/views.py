"""The secured networks: ranges, centres, refusals, and what waits for a second person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.models import Appointment, Proposal
from institutional_pages.access.network_actions import (
    KINDS,
    close_centre,
    confirm_network_change,
    drop_network_change,
    end_report_only,
    propose_end_of_range,
    propose_opening,
    propose_range,
    propose_report_only,
    propose_use,
)
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import reference
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution, Network, NetworkRange, NetworkUse
from institutional_pages.web.networks.forms import OpenForm, RangeForm, UseForm
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import asks_proof, ministry_role, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import Person

DAYS: Final = 30
SHOWN: Final = 20
FIELDS: Final = {"open-too-long": "until", "last-day-is-past": "until"}


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """Everything at a glance."""
    member = _member(request)
    waiting = Proposal.objects.open().filter(kind__in=KINDS).select_related("proposed_by").order_by("proposed_at")
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    shown, total = _networks(words)
    context = {
        "waiting": [_waiting(one, member) for one in waiting],
        "networks": shown,
        "total": total,
        "words": words,
        "open": _open_centres(),
        "refused": _refused(),
        "days": DAYS,
        "member": member,
    }
    return render_page(request, page="networks/networks.html", context=context)


@require_http_methods(["GET", "POST"])
@asks_proof
def add_range(request: HttpRequest) -> HttpResponse:
    """Propose a range."""
    member = _member(request)
    form = RangeForm(request.POST or None)
    if form.is_valid():
        try:
            propose_range(member=member, network=form.cleaned_data["network"], cidr=form.cleaned_data["cidr"])
        except (BadInput, Conflict) as refusal:
            refuse_in_form(request, form, refusal, "cidr")
        else:
            return _proposed(request)
    return render_page(request, page="networks/range.html", context={"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@asks_proof
def open_centre(request: HttpRequest) -> HttpResponse:
    """Propose to let in who is outside, at one centre, for some days."""
    member = _member(request)
    form = OpenForm(request.POST or None, initial={"until": today() + timedelta(days=7)})
    if form.is_valid():
        try:
            propose_opening(member=member, institution=form.cleaned_data["centre"], until=form.cleaned_data["until"])
        except (BadInput, Conflict) as refusal:
            refuse_in_form(request, form, refusal, FIELDS.get(refusal.code))
        else:
            return _proposed(request)
    return render_page(request, page="networks/open.html", context={"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@asks_proof
def use(request: HttpRequest) -> HttpResponse:
    """Propose that a centre uses a network, or no longer does."""
    member = _member(request)
    form = UseForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            propose_use(member=member, institution=typed["centre"], network=typed["network"], uses=typed["uses"] == "yes")
        except Conflict as refusal:
            refuse_in_form(request, form, refusal, "uses")
        else:
            return _proposed(request)
    return render_page(request, page="networks/use.html", context={"form": form}, status=422 if form.errors else 200)


@require_POST
def report_only(request: HttpRequest, network_id: int) -> HttpResponse:
    """Propose that a network lets in and writes down; or end that, at once."""
    member = _member(request)
    network = Network.objects.filter(pk=network_id).first()
    if network is None:
        raise NoSuchPage
    if not network.report_only:
        propose_report_only(member=member, network=network)
        return _proposed(request)
    end_report_only(member=member, network=network)
    messages.success(request, _("{network} is checked again: whoever is outside is not let in.").format(network=network.name))
    return redirect("networks")


@require_POST
def end_range(request: HttpRequest, range_id: int) -> HttpResponse:
    """Propose that a range ends."""
    member = _member(request)
    found = NetworkRange.objects.valid_on(today()).filter(pk=range_id).first()
    if found is None:
        raise NoSuchPage
    propose_end_of_range(member=member, found=found)
    return _proposed(request)


@require_POST
def close(request: HttpRequest, institution_id: UUID) -> HttpResponse:
    """Close a centre again, at once."""
    member = _member(request)
    institution = Institution.objects.centres().filter(uuid=institution_id).first()
    if institution is None:
        raise NoSuchPage
    close_centre(member=member, institution=institution)
    messages.success(request, _("{centre} is closed again to who is outside its networks.").format(centre=institution.name))
    return redirect("networks")


@require_POST
def confirm(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The second person."""
    member = _member(request)
    confirm_network_change(member=member, proposal=_proposal(proposal_id))
    messages.success(request, _("Confirmed. It works from the next click on."))
    return redirect("networks")


@require_POST
def drop(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Withdraw, or refuse."""
    member = _member(request)
    drop_network_change(member=member, proposal=_proposal(proposal_id))
    messages.success(request, _("The proposal is dropped; nothing has changed."))
    return redirect("networks")


def _member(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.SECURITY_CELL, Appointment.Role.OPERATOR)
    return signed_in(request)


def _proposed(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Proposed. Another person of the Security Cell or of operation confirms it."))
    return redirect("networks")


def _proposal(proposal_id: UUID) -> Proposal:
    found = Proposal.objects.filter(uuid=proposal_id, kind__in=KINDS).first()
    if found is None:
        raise NoSuchPage
    return found


def _networks(words: str) -> tuple[list[dict[str, Any]], int]:
    """By name, the first of those that match, with the ranges and the number of institutions of today; and how many match."""
    found = Network.objects.filter(_matching(words)).distinct() if words else Network.objects.all()
    total, shown = found.count(), list(found.order_by("name")[:SHOWN])
    ranges: dict[int, list[NetworkRange]] = {}
    for one in NetworkRange.objects.valid_on(today()).filter(network__in=shown).order_by("cidr"):
        ranges.setdefault(one.network_id, []).append(one)
    uses = NetworkUse.objects.valid_on(today()).filter(network__in=shown)
    used = dict(uses.values_list("network").annotate(n=Count("institution", distinct=True)))
    return [{"network": one, "ranges": ranges.get(one.pk, []), "used": used.get(one.pk, 0)} for one in shown], total


def _matching(words: str) -> Q:
    """Name and operator, part of a range, name or number of an institution that uses it."""
    of_institution = Q(uses__institution__names__name__icontains=words) | Q(uses__institution__identifiers__value=words)
    return Q(name__icontains=words) | Q(operator__icontains=words) | Q(ranges__cidr__icontains=words) | of_institution


def _open_centres() -> list[NetworkUse]:
    open_today = NetworkUse.objects.valid_on(today()).filter(open_until__gte=today())
    found = {use.institution_id: use for use in open_today.select_related("institution").prefetch_related("institution__names")}
    return sorted(found.values(), key=lambda use: use.institution.name)


def _refused() -> list[dict[str, Any]]:
    """The centres at whose page most people were refused for their network in the last days."""
    since = timezone.now() - timedelta(days=DAYS)
    refused = Event.objects.filter(verb="refused", at__gte=since, text__canonical__contains='"code":"network"').exclude(institution="")
    counted = list(refused.values_list("institution").annotate(n=Count("pk")).order_by("-n")[:SHOWN])
    keys = [int(key.partition(":")[2]) for key, _n in counted]
    known = {reference(one): one for one in Institution.objects.filter(pk__in=keys).prefetch_related("names")}
    return [{"institution": known[key], "times": times} for key, times in counted if key in known]


def _waiting(proposal: Proposal, member: Person) -> dict[str, Any]:
    facts = proposal.facts
    network = Network.objects.filter(pk=facts.get("network")).first()
    institution = Institution.objects.filter(pk=facts.get("institution")).first()
    may = member != proposal.proposed_by
    return {"proposal": proposal, "network": network, "institution": institution, "may_confirm": may}
