"""Machines of the services, for Security Cell and operation; and of a centre, for its administrator and officers. A key is shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutional_pages.access import rules
from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.machine_actions import (
    REGISTER,
    confirm_machine,
    drop_machine,
    end_machine,
    make_key,
    propose_machine,
    revoke_key,
)
from institutional_pages.access.machine_errors import OfficerTakesPart
from institutional_pages.access.machines import COMMAND_LINE
from institutional_pages.access.models import Appointment, Machine, MachineKey, Proposal
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.web.machines.forms import MachineForm
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import asks_proof, ministry_role, page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

FIELDS: Final = {"name-stands": "name", "name-missing": "name", "last-day-is-past": "until"}


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose machines these are: of a centre, or of the services."""

    person: Person
    institution: Institution | None

    @property
    def machines(self) -> list[Machine]:
        """The standing ones first, by name; the command line is no machine with a key."""
        found = Machine.objects.filter(institution=self.institution).exclude(name=COMMAND_LINE)
        rows = found.select_related("service").prefetch_related("laws", "kinds", "networks", "keys").order_by("name", "pk")
        return sorted(rows, key=lambda machine: machine.ended_at is not None)

    @property
    def waiting(self) -> list[Proposal]:
        """What waits for a second person."""
        found = Proposal.objects.open().filter(kind=REGISTER).select_related("proposed_by").order_by("proposed_at")
        key = self.institution.pk if self.institution else None
        return [one for one in found if one.facts["institution"] == key]


@require_safe
def machines(request: HttpRequest, page_id: UUID | None = None) -> HttpResponse:
    """What is registered, with its keys and when each was last used."""
    owner = _owner(request, page_id)
    context = {**_names(owner), "machines": owner.machines, "waiting": owner.waiting, "viewer": owner.person, "base_url": settings.BASE_URL}
    return render_page(request, page="machines/machines.html", context=context)


@require_http_methods(["GET", "POST"])
@asks_proof
def propose(request: HttpRequest, page_id: UUID | None = None) -> HttpResponse:
    """Ask for a machine; another person registers it."""
    owner = _owner(request, page_id)
    form = MachineForm(request.POST or None, institution=owner.institution)
    if form.is_valid():
        try:
            propose_machine(person=owner.person, wish=form.wish)
        except (BadInput, Conflict) as refusal:
            refuse_in_form(request, form, refusal, FIELDS.get(refusal.code))
        else:
            messages.success(request, _("Asked. Another person registers it; then you make its key."))
            return _back(owner)
    return render_page(request, page="machines/propose.html", context={**_names(owner), "form": form}, status=422 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, proposal_id: UUID, page_id: UUID | None = None) -> HttpResponse:
    """The second person."""
    owner = _owner(request, page_id)
    try:
        machine = confirm_machine(person=owner.person, proposal=_proposal(owner, proposal_id))
    except OfficerTakesPart as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("{name} is registered. Make its key.").format(name=machine.name))
    return _back(owner)


@require_POST
def drop(request: HttpRequest, proposal_id: UUID, page_id: UUID | None = None) -> HttpResponse:
    """Withdraw, or refuse."""
    owner = _owner(request, page_id)
    drop_machine(person=owner.person, proposal=_proposal(owner, proposal_id))
    messages.success(request, _("The proposal is dropped; nothing has changed."))
    return _back(owner)


@require_POST
def new_key(request: HttpRequest, machine_id: UUID, page_id: UUID | None = None) -> HttpResponse:
    """A key, in this answer and nowhere else; the same form sent again makes nothing."""
    owner = _owner(request, page_id)
    machine = _machine(owner, machine_id)
    if request.POST.get("newest", "") != _newest(machine):
        messages.warning(request, _("A key is shown once, and this one is gone. If it was not copied, make another one."))
        return _back(owner)
    made = make_key(person=owner.person, machine=machine)
    return render_page(request, page="machines/key.html", context={**_names(owner), "machine": machine, "made": made})


@require_POST
def revoke(request: HttpRequest, key_id: int, page_id: UUID | None = None) -> HttpResponse:
    """A key opens nothing from the next request on."""
    owner = _owner(request, page_id)
    key = MachineKey.objects.filter(pk=key_id, machine__institution=owner.institution).select_related("machine__institution").first()
    if key is None:
        raise NoSuchPage
    revoke_key(person=owner.person, key=key)
    messages.success(request, _("The key {prefix} opens nothing any more.").format(prefix=key.prefix))
    return _back(owner)


@require_POST
def end(request: HttpRequest, machine_id: UUID, page_id: UUID | None = None) -> HttpResponse:
    """The machine and its keys open nothing from the next request on."""
    owner = _owner(request, page_id)
    machine = _machine(owner, machine_id)
    end_machine(person=owner.person, machine=machine)
    messages.success(request, _("{name} has ended, with all its keys.").format(name=machine.name))
    return _back(owner)


def _owner(request: HttpRequest, page_id: UUID | None) -> Owner:
    person = signed_in(request)
    if page_id is None:
        ministry_role(request, Appointment.Role.SECURITY_CELL, Appointment.Role.OPERATOR)
        return Owner(person, None)
    institution = page_of(request, page_id)
    rules.require_officer_or_mandate(person, institution)
    return Owner(person, institution)


def _names(owner: Owner) -> dict[str, Any]:
    """The names of the addresses for these machines, and what they take before their own."""
    prefix = "centre-" if owner.institution else ""
    return {"institution": owner.institution, "prefix": prefix}


def _back(owner: Owner) -> HttpResponse:
    return redirect("centre-machines", page_id=owner.institution.uuid) if owner.institution else redirect("machines")


def _machine(owner: Owner, machine_id: UUID) -> Machine:
    found = Machine.objects.filter(uuid=machine_id, institution=owner.institution).exclude(name=COMMAND_LINE).select_related("institution").first()
    if found is None:
        raise NoSuchPage
    return found


def _proposal(owner: Owner, proposal_id: UUID) -> Proposal:
    found = Proposal.objects.filter(uuid=proposal_id, kind=REGISTER).first()
    if found is None or found.facts["institution"] != (owner.institution.pk if owner.institution else None):
        raise NoSuchPage
    return found


def _newest(machine: Machine) -> str:
    """Names the key that was made last; another one has another."""
    return machine.keys.order_by("-pk").values_list("prefix", flat=True).first() or "none"
