"""The applications of the Security Cell: the list, one dossier with all that is done in it, and a new one for who called or wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from institutional_pages.access.errors import NotToYourself
from institutional_pages.access.models import Appointment
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding import queries
from institutional_pages.onboarding.actions import open_application
from institutional_pages.onboarding.conditions import CONDITIONS
from institutional_pages.web.mailbox.address import whole_number
from institutional_pages.web.onboarding.doing import ACTS, forms_of
from institutional_pages.web.onboarding.forms import OpenForm
from institutional_pages.web.onboarding.rows import condition_status, rows_of
from institutional_pages.web.onboarding.timeline import timeline_of
from institutional_pages.web.onboarding.words import ARRIVALS, CAPACITIES, FURTHER, STATES, STEPS
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import Person

FIELDS = {"not-received-yet": "received_on", "switched-already": "centre"}


@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Those in one state, or all open ones, in the order in which they came."""
    state = request.GET.get("state", "")
    found, further = queries.applications(member=_member(request), state=state, after=whole_number(request.GET.get("after", "")) or 0)
    counts = [(code, words, queries.in_state(code).count()) for code, words in [("", _("All open")), *_filters()]]
    context = {"rows": rows_of(found), "further": further, "state": state, "filters": counts}
    return render_page(request, page="onboarding/applications.html", context=context)


@require_http_methods(["GET", "POST"])
def open_one(request: HttpRequest) -> HttpResponse:
    """A dossier for who called or wrote."""
    member = _member(request)
    form = OpenForm(request.POST or None, initial={"received_on": today(), "centre": request.GET.get("centre", "")[:100]})
    if form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            found = open_application(member=member, institution=typed.pop("centre"), **typed)
        except (BadInput, Conflict) as refusal:
            refuse_in_form(request, form, refusal, FIELDS.get(refusal.code))
        else:
            messages.success(request, _("The dossier is open. The centre has been told that its application arrived."))
            return redirect("application", application_id=found.uuid)
    return render_page(request, page="onboarding/open.html", context={"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One dossier: forms, conditions, letters, decision, services, contacts; every button of it posts here and says what it does."""
    member = _member(request)
    dossier = queries.dossier(member=member, uuid=application_id)
    do = request.POST.get("do", "")
    forms = forms_of(request, dossier)
    if do in ACTS and forms[do].is_valid():
        try:
            words = ACTS[do](member, dossier.application, forms[do])
        except (BadInput, Conflict, NotToYourself) as refusal:
            refuse_in_form(request, forms[do], refusal)
        else:
            messages.success(request, words)
            return redirect("application", application_id=application_id)
    context = {**_shown(dossier), "forms": forms, "failed": forms.get(do), "do": do}
    return render_page(request, page="onboarding/application.html", context=context, status=422 if do else 200)


def _shown(dossier: queries.Dossier) -> dict[str, Any]:
    found = dossier.application
    return {
        "screen_here": "applications",
        "dossier": dossier,
        "application": found,
        "institution": found.institution,
        "state": STATES[found.state],
        "step": STEPS[dossier.next_step],
        "arrival": ARRIVALS[found.arrival],
        "capacity": CAPACITIES.get(found.capacity, ""),
        "row": rows_of([dossier])[0],
        "conditions": [(CONDITIONS[one.code], condition_status(one)) for one in dossier.conditions],
        "unmet": [CONDITIONS[code] for code in dossier.unmet],
        "timeline": timeline_of(dossier),
        "switches_on": queries.switched_from(dossier),
    }


def _filters() -> list[tuple[str, Any]]:
    return [(code, status.word) for code, status in STATES.items()] + list(FURTHER.items())


def _member(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.SECURITY_CELL)
    return signed_in(request)
