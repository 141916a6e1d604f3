"""The way to the page as the centre sees it: where it stands, what is missing, and the two forms to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from institutional_pages.access import rules
from institutional_pages.access.models import Officer
from institutional_pages.onboarding import queries
from institutional_pages.onboarding.actions import apply, sign_form, withdraw_application
from institutional_pages.onboarding.conditions import FORMS
from institutional_pages.onboarding.errors import NoSuchApplication
from institutional_pages.onboarding.seen import seen_at
from institutional_pages.web.onboarding.words import STATES
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution
    from institutional_pages.onboarding.models import Application, SignedForm
    from institutional_pages.onboarding.queries import Dossier


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the summary of the letter (S64): done on a day, or what it waits for."""

    title: str
    done: date | datetime | None
    waits: str


@dataclass(frozen=True, slots=True)
class FormToSign:
    """A form with its two sides, and whether the viewer's is still open."""

    code: str
    title: str
    form: SignedForm | None
    may_sign: bool


@require_safe
def switch(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """Where the centre stands on its way."""
    viewer, institution = signed_in(request), page_of(request, page_id)
    dossier = queries.of_centre(institution, viewer=viewer)
    found = dossier.application if dossier else None
    named = queries.named_in_the_forms(institution)
    context = {
        "institution": institution,
        "dossier": dossier,
        "application": found,
        "state": STATES[found.state] if found else None,
        "may_apply": institution.channel == "paper" and (found is None or not found.is_open),
        "steps": _steps(dossier),
        "forms": _forms(dossier, viewer, institution),
        "seen": seen_at([institution])[institution.pk],
        "administrator": named.get_full_name() if named else "",
    }
    return render_page(request, page="onboarding/page_switch.html", context=context)


@require_POST
def apply_for_page(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """The request to switch (S75)."""
    applicant, institution = signed_in(request), page_of(request, page_id)
    apply(applicant=applicant, institution=institution)
    messages.success(request, _("Your application has arrived. Now the President and the Secretary sign the two forms."))
    return redirect("page-switch", page_id=page_id)


@require_POST
def sign(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """One signature under one form."""
    officer, institution = signed_in(request), page_of(request, page_id)
    form = request.POST.get("form", "")
    if form not in FORMS:
        raise NoSuchApplication
    signed = sign_form(officer=officer, application=_open_one(institution, officer), form=form)
    words = _("Signed. The form is complete.") if signed.is_complete else _("Signed. The other signature is still missing.")
    messages.success(request, words)
    return redirect("page-switch", page_id=page_id)


@require_POST
def withdraw(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """Take the application back."""
    applicant, institution = signed_in(request), page_of(request, page_id)
    withdraw_application(applicant=applicant, application=_open_one(institution, applicant))
    messages.success(request, _("Your application is withdrawn. Your documents go on coming on paper."))
    return redirect("page-switch", page_id=page_id)


def _open_one(institution: Institution, viewer: Person) -> Application:
    found = queries.of_centre(institution, viewer=viewer)
    if found is None:
        raise NoSuchApplication
    return found.application


def _steps(dossier: Dossier | None) -> list[Step]:
    cell, centre = _("the Security Cell"), _("your centre")
    found = dossier.application if dossier else None
    both = max(found.designation_on, found.registration_on) if found and found.designation_on and found.registration_on else None
    accepted = found.decided_at if found and found.decision == "accepted" else None
    examined = None
    if dossier and not dossier.unexamined and not dossier.unmet:
        examined = max(one.found.examined_at for one in dossier.conditions if one.found)
    ready = queries.switched_from(dossier) if dossier else None
    waits = ", ".join(str(one.service) for one in dossier.unready) if dossier and accepted else cell
    return [
        Step(_("Application"), found.received_on if found else None, centre),
        Step(_("Both forms signed"), both, _("the President and the Secretary")),
        Step(_("Conditions examined"), examined, cell),
        Step(_("Accepted"), accepted, cell),
        Step(_("Services ready"), ready, waits),
        Step(_("Switched"), found.switched_at if found else None, _("the last service")),
    ]


def _forms(dossier: Dossier | None, viewer: Person, institution: Institution) -> list[FormToSign]:
    if dossier is None or dossier.application.decision:
        return []
    offices = Officer.objects.standing().filter(person=viewer, institution=institution, office__in=rules.SIGNING)
    sides = set(offices.values_list("office", flat=True))
    return [
        FormToSign(code, str(FORMS[code]), form, any(not (form and getattr(form, side)) for side in sides)) for code, form in dossier.forms.items()
    ]
