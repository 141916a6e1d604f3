"""What a publishing service confirms: from when it sends to the page of a centre whose application was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from institutional_pages.access.models import Appointment
from institutional_pages.catalogue.models import Service
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding import queries
from institutional_pages.onboarding.errors import NoSuchApplication
from institutional_pages.onboarding.models import Application
from institutional_pages.onboarding.switch_actions import confirm_ready
from institutional_pages.web.onboarding.forms import ReadyForm
from institutional_pages.web.places import BADGES
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import ministry_role, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


@require_safe
def to_confirm(request: HttpRequest) -> HttpResponse:
    """Centres that wait for this service, and those it has confirmed for a day to come."""
    return _page(request, _publisher(request))


@require_POST
def confirm(request: HttpRequest, application_id: UUID, code: str) -> HttpResponse:
    """Ready from a day; the last service makes the switch."""
    publisher = _publisher(request)
    application = Application.objects.filter(uuid=application_id).first()
    service = Service.objects.filter(code=code).first()
    if application is None or service is None:
        raise NoSuchApplication
    form = ReadyForm(request.POST)
    if form.is_valid():
        try:
            confirm_ready(publisher=publisher, application=application, service=service, **form.cleaned_data)
        except (BadInput, Conflict) as refusal:
            refuse_in_form(request, form, refusal, "ready_from" if isinstance(refusal, BadInput) else None)
        else:
            messages.success(request, _("Confirmed. When every service is ready, the centre switches by itself."))
            return redirect("to-confirm")
    return _page(request, publisher, form)


def _page(request: HttpRequest, publisher: Person, form: ReadyForm | None = None) -> HttpResponse:
    found = queries.to_confirm(publisher=publisher)
    context = {
        "waiting": [one for one in found if one.ready_from is None],
        "confirmed": [one for one in found if one.ready_from],
        "form": form,
        "today": today().isoformat(),
    }
    return render_page(request, page="onboarding/to_confirm.html", context=context, status=422 if form else 200)


def _publisher(request: HttpRequest) -> Person:
    ministry_role(request, Appointment.Role.PUBLISHER)
    return signed_in(request)


def _waiting(person: Person, _page: Institution | None) -> int:
    return queries.waiting_to_confirm(person)


BADGES["to-confirm"] = _waiting
