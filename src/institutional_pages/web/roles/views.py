"""Roles at the ministry: who has which, what waits for a second person, and the password and card of these people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutional_pages.access.appointment_actions import (
    KINDS,
    add_to_ministry,
    confirm_proposal,
    drop_proposal,
    propose_appointment,
    propose_end,
)
from institutional_pages.access.errors import NoSuchPage, NotToYourself
from institutional_pages.access.models import Appointment, Proposal
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.identity.models import Person
from institutional_pages.institutions.models import Institution
from institutional_pages.web.access.forms import first_language
from institutional_pages.web.access.handing_over import HandedOver, show_once
from institutional_pages.web.audit.words import ROLES
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.roles.forms import RoleForm
from institutional_pages.web.visits import asks_proof, ministry_role, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

FIELDS: Final = {
    "login-taken": "username",
    "account-closed": "email",
    "last-day-is-past": "until",
    "service-missing": "service",
    "never-together": "role",
    "role-stands": "role",
}


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The people of the ministry with their roles, and the proposals that wait."""
    member = _member(request)
    context = {
        "waiting": [_waiting(one, member) for one in _open()],
        "people": _people(),
        "member": member,
        "ministry": _ministry(),
    }
    return render_page(request, page="roles/roles.html", context=context)


@require_http_methods(["GET", "POST"])
@asks_proof
def give(request: HttpRequest) -> HttpResponse:
    """Propose a role; of somebody new the password is shown in the answer, once."""
    member = _member(request)
    form = RoleForm(request.POST or None, initial={"language": first_language()}, people=[one for one in _staff() if one != member])
    if form.is_valid():
        try:
            password, person = _propose(member, form)
        except (BadInput, Conflict, NotToYourself) as refusal:
            refuse_in_form(request, form, refusal, FIELDS.get(refusal.code, "holder"))
        else:
            messages.success(request, _("Proposed. Another member of the Security Cell confirms it."))
            return show_once(request, HandedOver(person, _ministry(), password)) if password else redirect("roles")
    return render_page(request, page="roles/give.html", context={"form": form}, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, appointment_id: int) -> HttpResponse:
    """Propose that a role ends."""
    member = _member(request)
    found = Appointment.objects.standing().filter(pk=appointment_id).select_related("person").first()
    if found is None:
        raise NoSuchPage
    propose_end(member=member, appointment=found)
    messages.success(request, _("Proposed. Another member of the Security Cell confirms it."))
    return redirect("roles")


@require_POST
def confirm(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """The second person."""
    member = _member(request)
    done = confirm_proposal(member=member, proposal=_proposal(proposal_id))
    words = _("{name} has the role.") if done.kind == Proposal.Kind.APPOINT else _("The role of {name} has ended.")
    messages.success(request, words.format(name=done.person.get_full_name() if done.person else ""))
    return redirect("roles")


@require_POST
def drop(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Withdraw, or refuse."""
    member = _member(request)
    drop_proposal(member=member, proposal=_proposal(proposal_id))
    messages.success(request, _("The proposal is dropped; nothing has changed."))
    return redirect("roles")


def _member(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.SECURITY_CELL)
    return signed_in(request)


def _propose(member: Person, form: RoleForm) -> tuple[str, Person]:
    """Somebody new is put on the staff and proposed, both or neither; the password, if one was made."""
    with transaction.atomic():
        password, person = "", form.chosen
        if person is None:
            added = add_to_ministry(member=member, **form.details)
            password, person = added.temporary_password, added.person
        propose_appointment(member=member, person=person, wish=form.wish)
    return password, person


def _open() -> QuerySet[Proposal]:
    return Proposal.objects.open().filter(kind__in=KINDS).select_related("person", "proposed_by").order_by("proposed_at")


def _proposal(proposal_id: UUID) -> Proposal:
    found = Proposal.objects.filter(uuid=proposal_id, kind__in=KINDS).first()
    if found is None:
        raise NoSuchPage
    return found


def _ministry() -> Institution:
    return Institution.objects.filter(type=Institution.Type.MINISTRY).prefetch_related("names").order_by("pk").get()


def _staff() -> list[Person]:
    people = Person.objects.filter(is_active=True, employments__in=_ministry().employments.all())
    standing = people.filter(employments__ended_at=None).distinct()
    return list(standing.order_by("last_name", "first_name"))


def _people() -> list[dict[str, Any]]:
    """By name, with what each may do; two statements."""
    held: dict[int, list[Appointment]] = {}
    for appointment in Appointment.objects.standing().select_related("service", "given_by", "confirmed_by").order_by("role", "pk"):
        held.setdefault(appointment.person_id, []).append(appointment)
    return [{"person": one, "roles": [{"word": ROLES[role.role], "held": role} for role in held.get(one.pk, [])]} for one in _staff()]


def _waiting(proposal: Proposal, member: Person) -> dict[str, Any]:
    word: StrOrPromise = ROLES[proposal.facts["role"]]
    may = member not in (proposal.person, proposal.proposed_by)
    return {"proposal": proposal, "role": word, "gives": proposal.kind == Proposal.Kind.APPOINT, "may_confirm": may}
