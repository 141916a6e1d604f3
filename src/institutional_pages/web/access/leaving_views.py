"""Somebody no longer works here: what they read goes to a successor, and everything of theirs ends, in one act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutional_pages.access import rules
from institutional_pages.access.errors import OfficerGivesThis
from institutional_pages.access.models import Grant
from institutional_pages.access.queries import colleagues_of
from institutional_pages.access.staff_actions import end_employment, hand_over
from institutional_pages.web.access.entering import is_administrator, overseen_page, person_at
from institutional_pages.web.access.forms import LeftForm
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.access.staff_actions import Departure
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


@require_http_methods(["GET", "POST"])
def left(request: HttpRequest, page_id: UUID, person_id: UUID) -> HttpResponse:
    """What ends when somebody leaves, and who takes over."""
    person, institution = signed_in(request), overseen_page(request, page_id)
    rules.require_revoker(person, institution)
    leaver = person_at(institution, person_id)
    form = LeftForm(request.POST if request.method == "POST" else None, successors=_successors(person, institution, leaver))
    if form.is_valid():
        try:
            departure = _end(person, institution, leaver, form)
        except OfficerGivesThis as refusal:
            refuse_in_form(request, form, refusal, "successor")
        else:
            messages.success(request, _words(departure, form.chosen).format(name=leaver.get_full_name(), successor=_name(form.chosen)))
            return redirect("access", page_id=page_id)
    context = {
        "institution": institution,
        "form": form,
        "leaver": leaver,
        "works_here": leaver.works_at(institution),
        "has_function": rules.has_function_at(leaver, institution),
        "stays": rules.is_known_elsewhere(leaver, besides=institution) or rules.has_function(leaver, besides=institution),
    }
    return render_page(request, page="access/left.html", context=context, status=422 if form.errors else 200)


def _successors(person: Person, institution: Institution, leaver: Person) -> list[Person]:
    """Those to whom `person` can give what the leaver reads; nobody, when that is nothing."""
    reads = Grant.objects.active().filter(institution=institution, reader=leaver).exists()
    if not reads or not is_administrator(person, institution):
        return []
    return [one for one in colleagues_of(institution, administrator=person) if one != leaver]


def _end(person: Person, institution: Institution, leaver: Person, form: LeftForm) -> Departure:
    if form.chosen is None:
        return end_employment(person=person, institution=institution, leaver=leaver, reason=form.whole_reason)
    return hand_over(administrator=person, institution=institution, leaver=leaver, successor=form.chosen, reason=form.whole_reason)


def _words(departure: Departure, successor: Person | None) -> str:
    if successor is not None:
        return _("{name} is off the staff; {successor} reads those documents from now on.")
    if departure.account_closed:
        return _("{name} is off the staff; the account is closed and the code card is stopped.")
    return _("{name} is off the staff and opens nothing here any more.")


def _name(person: Person | None) -> str:
    return person.get_full_name() if person else ""
