"""Who can open our page: the list, and access given, changed and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from institutional_pages.access import rules
from institutional_pages.access.actions import change_access
from institutional_pages.access.coverage import coverage_of
from institutional_pages.access.errors import NoAccessStands, NotToYourself, OfficerGivesThis
from institutional_pages.access.models import Grant
from institutional_pages.access.queries import PRESIDENT, SECRETARY, colleagues_of, readers_of
from institutional_pages.access.scope import scope_of
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.identity.models import Person
from institutional_pages.web.access.entering import grant_at, is_administrator, is_security_cell, overseen_page
from institutional_pages.web.access.forms import DocumentsForm, GiveAccessForm, RemoveForm
from institutional_pages.web.access.handing_over import give, show_once
from institutional_pages.web.access.notes import note_of
from institutional_pages.web.access.removing import card_goes_too, leaves_too, remove
from institutional_pages.web.access.review_views import is_due
from institutional_pages.web.access.rows import shown
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.spreadsheet import csv_answer
from institutional_pages.web.visits import asks_proof, page_of, signed_in, visit_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from institutional_pages.institutions.models import Institution
    from institutional_pages.web.access.rows import Shown

SIGNERS: Final = frozenset({PRESIDENT, SECRETARY})
TYPED_WRONG: Final = (BadInput, Conflict, OfficerGivesThis, NotToYourself)  # what another choice in the same form can mend
FIELDS: Final = {"login-taken": "username", "last-day-is-past": "until", "empty-scope": "rows", "account-closed": "email"}


@require_safe
def access(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """Everybody of the page: what they see, sign in with, and what can be done about it."""
    viewer, institution = signed_in(request), overseen_page(request, page_id)
    people, words = _people(viewer, institution), request.GET.get("q", "").replace("\0", "").strip()[:100]
    administers, is_cell = is_administrator(viewer, institution), is_security_cell(viewer)
    context = {
        "institution": institution,
        "people": [one for one in people if one.matches(words)],
        "words": words,
        "reading": sum(one.row.grant is not None for one in people),
        "note": note_of(institution, viewer=viewer),
        "gaps": [one for one in coverage_of(institution, viewer=viewer) if not one.readers],
        "administers": administers,
        "decides": administers or bool(SIGNERS & (visit_of(request).capacities or frozenset())),
        "review_due": administers and is_due(institution),
        "handles_cards": administers or is_cell,
    }
    return render_page(request, page="access/access.html", part="access/_people.html", context=context)


@require_safe
def access_csv(request: HttpRequest, page_id: UUID) -> HttpResponseBase:
    """The same list for a spreadsheet."""
    viewer, institution = signed_in(request), overseen_page(request, page_id)
    people = _people(viewer, institution)
    return csv_answer(_csv_rows(people), name="access.csv")


@require_http_methods(["GET", "POST"])
@asks_proof
def give_page(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """One page: who, what, why, until when, and the card; what is on paper is in the answer."""
    administrator, institution = signed_in(request), page_of(request, page_id)
    colleagues = colleagues_of(institution, administrator=administrator)
    if request.method == "POST" and "preset" not in request.POST:
        form = GiveAccessForm(request.POST, colleagues=colleagues)
        if form.is_valid():
            try:
                handed = give(administrator=administrator, institution=institution, form=form)
            except TYPED_WRONG as refusal:
                refuse_in_form(request, form, refusal, FIELDS.get(refusal.code, "colleague"))
            else:
                return _given(request, handed)
    else:
        form = GiveAccessForm(initial=_first_time(request, institution), colleagues=colleagues)
        _press_preset(request, form)
    context = {"institution": institution, "form": form, "standing": _standing(form, institution)}
    return render_page(request, page="access/give.html", context=context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@asks_proof
def change(request: HttpRequest, page_id: UUID, grant_id: UUID) -> HttpResponse:
    """Other documents or another last day for somebody who reads already."""
    administrator, institution = signed_in(request), page_of(request, page_id)
    rules.require_mandate(administrator, institution)
    grant = grant_at(institution, grant_id)
    if grant.ended_at is not None:
        raise NoAccessStands
    if request.method == "POST" and "preset" not in request.POST:
        form = DocumentsForm(request.POST)
        if form.is_valid() and _change(request, form, administrator, grant):
            messages.success(request, _("The access of {name} is changed.").format(name=grant.reader.get_full_name()))
            return redirect("access", page_id=page_id)
    else:
        form = DocumentsForm(initial=initial_of(grant))
        _press_preset(request, form)
    context = {"institution": institution, "form": form, "grant": grant}
    return render_page(request, page="access/change.html", context=context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def remove_page(request: HttpRequest, page_id: UUID, grant_id: UUID) -> HttpResponse:
    """Why, and what happens at once."""
    person, institution = signed_in(request), overseen_page(request, page_id)
    rules.require_revoker(person, institution)
    grant = grant_at(institution, grant_id)
    form = RemoveForm(request.POST or None)
    if form.is_valid():
        card_went = remove(person=person, grant=grant, reason=form.whole_reason)
        words = _("{name} can no longer open this page; the code card is stopped.") if card_went else _("{name} can no longer open this page.")
        messages.success(request, words.format(name=grant.reader.get_full_name()))
        return redirect("access", page_id=page_id)
    context = {"institution": institution, "form": form, "grant": grant, "card_goes": card_goes_too(person, grant), "leaves_too": leaves_too(grant)}
    return render_page(request, page="access/remove.html", context=context, status=422 if form.errors else 200)


def initial_of(grant: Grant) -> dict[str, Any]:
    """What a form about this access begins with."""
    scope = scope_of(grant)
    rows = [f"{law.code}:{kind.code}" for law, kind in scope.rows]
    return {"everything": scope.everything, "rows": rows, "reason": grant.reason, "until": grant.valid_until}


def _people(viewer: Person, institution: Institution) -> list[Shown]:
    return shown(readers_of(institution, viewer=viewer), viewer_pk=viewer.pk)


def _given(request: HttpRequest, handed: Any) -> HttpResponse:
    if handed.card_refused:
        messages.warning(request, handed.card_refused)
    if handed.is_paper:
        return show_once(request, handed)
    if handed.card_refused:
        messages.success(request, _("{name} has access to this page.").format(name=handed.person.get_full_name()))
        return redirect("access", page_id=handed.institution.uuid)
    if handed.is_invited:
        words = _("{name} has a mail to choose a password, and can open this page with a code card.")
        messages.success(request, words.format(name=handed.person.get_full_name()))
        return redirect("access", page_id=handed.institution.uuid)
    words = _("{name} can open this page, with the password and card they have. Codes and passwords are shown once; new ones are under Code card.")
    messages.success(request, words.format(name=handed.person.get_full_name()))
    return redirect("access", page_id=handed.institution.uuid)


def _first_time(request: HttpRequest, institution: Institution) -> dict[str, Any]:
    """What the form begins with, or what was typed before a button filled the grid."""
    if request.method == "POST":
        return {name: request.POST.get(name) for name in GiveAccessForm.base_fields} | {"rows": request.POST.getlist("rows")}
    chosen = request.GET.get("colleague", "new")
    return {"colleague": chosen, "language": institution.language, "card": True, "reason": _("Works with these documents")}


def _press_preset(request: HttpRequest, form: DocumentsForm) -> None:
    if "preset" in request.POST:
        typed = {name: request.POST.get(name) for name in form.fields}
        form.initial.update(typed | {"everything": False, "rows": form.preset_rows(request.POST["preset"])})


def _change(request: HttpRequest, form: DocumentsForm, administrator: Person, grant: Grant) -> bool:
    facts = {"reason": form.cleaned_data["reason"], "until": form.cleaned_data["until"]}
    try:
        change_access(administrator=administrator, institution=grant.institution, reader=grant.reader, scope=form.scope, **facts)
    except TYPED_WRONG as refusal:
        refuse_in_form(request, form, refusal, FIELDS.get(refusal.code))
        return False
    return True


def _standing(form: GiveAccessForm, institution: Institution) -> Grant | None:
    """The access that the chosen or typed person has already: the page offers to change it (ux.md, screen 7)."""
    if not form.errors:
        return None
    chosen, email = form.data.get("colleague", ""), form.cleaned_data.get("email")
    reader = form.colleagues.get(chosen) or (Person.objects.filter(email__iexact=email).first() if email else None)
    return Grant.objects.standing().filter(institution=institution, reader=reader).first() if reader else None


def _csv_rows(people: list[Shown]) -> Iterator[list[Any]]:
    yield [_("Name"), _("User name"), _("E-mail"), _("Sees"), _("Signs in with"), _("Last sign-in"), _("Status"), _("Last day"), _("Why")]
    for one in people:
        person, grant = one.row.person, one.row.grant
        until = grant.valid_until.isoformat() if grant and grant.valid_until else ""
        reason = grant.reason if grant else ""
        yield [one.name, person.username, person.email, one.sees, one.means, one.last_seen, str(one.status.word), until, reason]
