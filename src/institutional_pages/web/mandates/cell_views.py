"""The Security Cell: mandates to enable and to suspend, and the people whose password and card it makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutional_pages.access.errors import NoSuchPage
from institutional_pages.access.mandate_actions import enable_mandate, end_mandate
from institutional_pages.access.models import Appointment, Mandate, Officer
from institutional_pages.access.queries import mandates_to_enable
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Institution
from institutional_pages.web.mandates.forms import EndForm
from institutional_pages.web.mandates.tracker import OFFICES
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from institutional_pages.identity.models import Person

SHOWN: Final = 50
CENTRES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Functionary:
    """Somebody of a centre whose means of sign-in the Security Cell makes."""

    person: Person
    institution: Institution
    function: StrOrPromise


@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    """What waits, what stands, and a search for a centre or a person."""
    member = _member(request)
    words = request.GET.get("q", "").replace("\0", "").strip()[:100]
    standing = Mandate.objects.standing().select_related("institution", "holder", "enabled_by").prefetch_related("institution__names")
    found = _search(words) if words else []
    total = standing.count()
    context = {
        "waiting": mandates_to_enable(member),
        "standing": list(standing.order_by("valid_until", "pk")[:SHOWN]),
        "total": total,
        "words": words,
        "found": found,
        "centres": _centres(words) if words else [],
    }
    return render_page(request, page="mandates/security_cell.html", context=context)


@require_POST
def enable(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """After both signatures the administrator may act."""
    member = _member(request)
    enabled = enable_mandate(member=member, mandate=_mandate(mandate_id))
    words = _("{name} of {centre} can now act. Make a password and a card if there are none.")
    messages.success(request, words.format(name=enabled.holder.get_full_name(), centre=enabled.institution.name))
    return redirect("mandates")


@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """Stop an administrator, with the reason; what he gave goes on."""
    member = _member(request)
    found = _mandate(mandate_id)
    form = EndForm(request.POST or None)
    if form.is_valid():
        end_mandate(person=member, mandate=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("The mandate of {name} has ended.").format(name=found.holder.get_full_name()))
        return redirect("mandates")
    context = {"institution": found.institution, "form": form, "mandate": found, "back": "mandates"}
    return render_page(request, page="mandates/end.html", context=context, status=422 if form.errors else 200)


def _member(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.SECURITY_CELL)
    return signed_in(request)


def _mandate(mandate_id: UUID) -> Mandate:
    found = Mandate.objects.filter(uuid=mandate_id).select_related("institution", "holder").first()
    if found is None:
        raise NoSuchPage
    return found


def _search(words: str) -> list[Functionary]:
    """Officers, and holders of an open mandate, by their own name, the name of their centre or its number."""
    officers = Officer.objects.standing().filter(_named(words, "person"))
    holders = Mandate.objects.open().filter(_named(words, "holder"), valid_until__gte=today())
    found = [
        Functionary(one.person, one.institution, OFFICES[one.office])
        for one in officers.select_related("person", "institution").prefetch_related("institution__names").distinct().order_by("pk")[:SHOWN]
    ]
    found += [
        Functionary(one.holder, one.institution, _("Local administrator"))
        for one in holders.select_related("holder", "institution").prefetch_related("institution__names").distinct().order_by("pk")[:SHOWN]
    ]
    return sorted(found, key=lambda one: (one.institution.name, one.person.last_name))


def _centres(words: str) -> list[Institution]:
    """Centres by name or number, to see who has access there."""
    named = Q(names__name__icontains=words) | Q(identifiers__value=words)
    return list(Institution.objects.centres().filter(named).prefetch_related("names").distinct().order_by("pk")[:CENTRES_SHOWN])


def _named(words: str, who: str) -> Q:
    person = Q(**{f"{who}__username__iexact": words})
    for word in words.split():
        person |= Q(**{f"{who}__first_name__icontains": word}) | Q(**{f"{who}__last_name__icontains": word})
    return person | Q(institution__names__name__icontains=words) | Q(institution__identifiers__value=words)
