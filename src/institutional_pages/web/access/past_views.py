"""Who could read this page on a day: for the President who is asked, and for whoever keeps the register."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from institutional_pages.access.coverage import who_could_read
from institutional_pages.catalogue.models import Kind, Law
from institutional_pages.institutions.calendar import today
from institutional_pages.web.access.entering import overseen_page
from institutional_pages.web.access.forms import DayInput
from institutional_pages.web.access.register_pdf import pdf_of_day
from institutional_pages.web.access.rows import Whole, scope_in_words
from institutional_pages.web.rendering import render_page
from institutional_pages.web.spreadsheet import csv_answer
from institutional_pages.web.visits import signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from institutional_pages.access.coverage import CouldRead


class OnForm(forms.Form):
    """A day, today or before."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)

    def clean_day(self) -> date:
        """Of tomorrow nobody knows."""
        day: date = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(_("Choose today or a day before."), code="in-the-future")
        return day


@require_safe
def access_on(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """The list of one day, with since when, until when, and on whose signature."""
    viewer, institution = signed_in(request), overseen_page(request, page_id)
    form = OnForm({"day": request.GET.get("day") or today()})
    found = who_could_read(institution, day=form.cleaned_data["day"], viewer=viewer) if form.is_valid() else []
    context = {"institution": institution, "form": form, "day": form.cleaned_data.get("day"), "found": _shown(found)}
    return render_page(request, page="access/on.html", context=context, status=422 if form.errors else 200)


@require_safe
def access_on_csv(request: HttpRequest, page_id: UUID) -> HttpResponseBase:
    """The same for a spreadsheet; without a day, of today."""
    viewer, institution = signed_in(request), overseen_page(request, page_id)
    form = OnForm({"day": request.GET.get("day") or today()})
    day = form.cleaned_data["day"] if form.is_valid() else today()
    return csv_answer(_csv_rows(_shown(who_could_read(institution, day=day, viewer=viewer))), name=f"access-{day.isoformat()}.csv")


@require_safe
def access_on_pdf(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """The same to print; without a day, of today."""
    viewer, institution = signed_in(request), overseen_page(request, page_id)
    form = OnForm({"day": request.GET.get("day") or today()})
    day = form.cleaned_data["day"] if form.is_valid() else today()
    return pdf_of_day(institution, who_could_read(institution, day=day, viewer=viewer), day)


def _shown(found: list[CouldRead]) -> list[dict[str, Any]]:
    whole = Whole(Law.objects.count(), Kind.objects.count())
    return [{"grant": one.grant, "sees": scope_in_words(one.scope, whole), "given_by": one.grant.given_by.get_full_name()} for one in found]


def _csv_rows(found: list[dict[str, Any]]) -> Iterator[list[Any]]:
    yield [_("Name"), _("User name"), _("May see"), _("Given"), _("Given by"), _("Why"), _("Last day"), _("Ended")]
    for one in found:
        grant = one["grant"]
        reader = grant.reader
        yield [
            *(reader.get_full_name(), reader.username, one["sees"], grant.given_at.date(), one["given_by"], grant.reason),
            *(grant.valid_until, grant.ended_at.date() if grant.ended_at else None),
        ]
