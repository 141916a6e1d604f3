"""The mandate of the local administrator: read, signed by each side for itself, ended; and the administrator's own reading."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutional_pages.access import rules
from institutional_pages.access.actions import give_administrator_access
from institutional_pages.access.candidate_actions import add_candidate
from institutional_pages.access.errors import NoSuchPage, NotToYourself
from institutional_pages.access.mandate_actions import designate_administrator, end_mandate, sign_mandate
from institutional_pages.access.models import Mandate, Officer
from institutional_pages.access.queries import readers_of
from institutional_pages.access.register import reviews_of
from institutional_pages.access.succession_actions import confirm_mandate
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.identity.models import Person
from institutional_pages.institutions.calendar import today
from institutional_pages.web.access.forms import DocumentsForm
from institutional_pages.web.access.review_views import waits_for
from institutional_pages.web.access.rows import shown
from institutional_pages.web.mandates.forms import DesignateForm, EndForm
from institutional_pages.web.mandates.tracker import OFFICES, officers_of, tracked
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import asks_proof, page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.institutions.models import Institution

YEAR: Final = timedelta(days=365)
FIELDS: Final = {"login-taken": "username", "account-closed": "email", "last-day-is-past": "until"}


@require_safe
def mandate(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """The mandates of this centre in plain words, where each stands, and who has access now."""
    viewer, institution = signed_in(request), page_of(request, page_id)
    found = tracked(institution, viewer=viewer)
    officers = officers_of(institution)
    context = {
        "institution": institution,
        "open": [one for one in found if one.is_open],
        "ended": [one for one in found if not one.is_open],
        "officers": [(title, officers[office].get_full_name() if office in officers else "") for office, title in OFFICES.items()],
        "signs": _signs(viewer, officers),
        "review_waits": any(waits_for(one, viewer) for one in reviews_of(institution, viewer=viewer) if one.ended_at is None),
        "people": [one for one in shown(readers_of(institution, viewer=viewer), viewer_pk=viewer.pk) if one.row.grant or one.row.mandate],
    }
    return render_page(request, page="mandates/mandate.html", context=context)


@require_POST
def sign(request: HttpRequest, page_id: UUID, mandate_id: UUID) -> HttpResponse:
    """One signature, of the side of the person who is signed in."""
    officer, institution = signed_in(request), page_of(request, page_id)
    signed = sign_mandate(officer=officer, mandate=mandate_at(institution, mandate_id))
    words = _("Signed. Both signatures are there: the Security Cell enables the administrator.") if signed.is_signed else _("Signed.")
    messages.success(request, words)
    return redirect("mandate", page_id=page_id)


@require_POST
def confirm(request: HttpRequest, page_id: UUID, mandate_id: UUID) -> HttpResponse:
    """A new officer takes over a mandate that the one before has signed."""
    officer, institution = signed_in(request), page_of(request, page_id)
    confirmed = confirm_mandate(officer=officer, mandate=mandate_at(institution, mandate_id))
    messages.success(request, _("Confirmed. {name} goes on as before.").format(name=confirmed.holder.get_full_name()))
    return redirect("mandate", page_id=page_id)


@require_http_methods(["GET", "POST"])
@asks_proof
def designate(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """Open a mandate for a colleague, somebody new, or the consultant by default."""
    officer, institution = signed_in(request), page_of(request, page_id)
    rules.require_officer(officer, institution)
    consultant = officers_of(institution).get(Officer.Office.CONSULTANT)
    form = DesignateForm(
        request.POST or None,
        initial={"until": today() + YEAR, "language": institution.language, "holder": request.GET.get("holder", "")},
        colleagues=_candidates(officer, institution),
        consultant=consultant.get_full_name() if consultant else "",
    )
    if form.is_valid():
        try:
            _designate(officer, institution, form)
        except (BadInput, Conflict, NotToYourself) as refusal:
            refuse_in_form(request, form, refusal, FIELDS.get(refusal.code, "holder"))
        else:
            messages.success(request, _("Designated. Now the President and the Secretary sign, each for themselves."))
            return redirect("mandate", page_id=page_id)
    context = {"institution": institution, "form": form}
    return render_page(request, page="mandates/designate.html", context=context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, page_id: UUID, mandate_id: UUID) -> HttpResponse:
    """Withdraw a mandate, with the reason."""
    person, institution = signed_in(request), page_of(request, page_id)
    found = mandate_at(institution, mandate_id)
    rules.require_mandate_ender(person, found)
    form = EndForm(request.POST or None)
    if form.is_valid():
        end_mandate(person=person, mandate=found, reason=form.cleaned_data["reason"])
        messages.success(request, _("The mandate of {name} has ended.").format(name=found.holder.get_full_name()))
        return redirect("mandate", page_id=page_id)
    context = {"institution": institution, "form": form, "mandate": found, "back": "mandate"}
    return render_page(request, page="mandates/end.html", context=context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@asks_proof
def reading(request: HttpRequest, page_id: UUID, mandate_id: UUID) -> HttpResponse:
    """The administrator's own reading, signed by the President or the Secretary (design.md §4.3)."""
    officer, institution = signed_in(request), page_of(request, page_id)
    rules.require_officer(officer, institution)
    holder = mandate_at(institution, mandate_id).holder
    if request.method == "POST" and "preset" not in request.POST:
        form = DocumentsForm(request.POST)
        if form.is_valid() and _give_reading(request, form, officer, institution, holder):
            messages.success(request, _("{name} can open this page.").format(name=holder.get_full_name()))
            return redirect("mandate", page_id=page_id)
    else:
        form = DocumentsForm(initial={"everything": True, "reason": _("Works with these documents")})
        if "preset" in request.POST:
            typed = {name: request.POST.get(name) for name in ("reason", "until")}
            form.initial.update(typed | {"everything": False, "rows": form.preset_rows(request.POST["preset"])})
    context = {"institution": institution, "form": form, "holder": holder}
    return render_page(request, page="mandates/reading.html", context=context, status=422 if form.errors else 200)


def mandate_at(institution: Institution, mandate_id: UUID) -> Mandate:
    """The mandate with this address at this centre."""
    found = Mandate.objects.filter(institution=institution, uuid=mandate_id).select_related("institution", "holder").first()
    if found is None:
        raise NoSuchPage
    return found


def _designate(officer: Person, institution: Institution, form: DesignateForm) -> None:
    """Somebody new is put on the staff and designated, both or neither."""
    with transaction.atomic():
        holder = add_candidate(officer=officer, institution=institution, **form.details) if form.is_new else form.chosen
        designate_administrator(officer=officer, institution=institution, holder=holder, until=form.cleaned_data["until"])


def _give_reading(request: HttpRequest, form: DocumentsForm, officer: Person, institution: Institution, holder: Person) -> bool:
    facts: dict[str, Any] = {"reason": form.cleaned_data["reason"], "until": form.cleaned_data["until"]}
    try:
        give_administrator_access(officer=officer, institution=institution, reader=holder, scope=form.scope, **facts)
    except (BadInput, Conflict) as refusal:
        refuse_in_form(request, form, refusal, FIELDS.get(refusal.code))
        return False
    return True


def _candidates(officer: Person, institution: Institution) -> list[Person]:
    """The staff, and who holds an office, but the officer himself."""
    staff = [row.person for row in readers_of(institution, viewer=officer) if row.on_staff and row.person.is_active]
    others = [person for person in officers_of(institution).values() if person not in staff]
    return [person for person in (*staff, *others) if person != officer]


def _signs(viewer: Person, officers: dict[str, Person]) -> bool:
    return any(officers.get(office) == viewer for office in rules.SIGNING)
