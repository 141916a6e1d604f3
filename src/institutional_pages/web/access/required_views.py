"""By which means the people of a centre sign in: chosen by the centre, with who could no longer come in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from institutional_pages.access import rules
from institutional_pages.access.errors import WouldLockOut
from institutional_pages.access.queries import readers_of
from institutional_pages.access.required_means_actions import set_required_means
from institutional_pages.identity.means import CODE_CARD, FEDERATION, RECOVERY_CODE, WORDS
from institutional_pages.web.refusing import refuse_in_form
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import asks_proof, page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from institutional_pages.access.queries import ReaderRow


class RequiredForm(forms.Form):
    """One or more means; none: any."""

    means = forms.MultipleChoiceField(
        label=gettext_lazy("Who opens the page signs in by one of these"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Those of the installation; recovery codes are for a day on which one of the others fails."""
        super().__init__(*args, **kwargs)
        known: list[str] = [one for one in settings.SECOND_FACTORS if one != RECOVERY_CODE]
        known += [FEDERATION] if settings.FEDERATION["issuer"] else []
        field: Any = self.fields["means"]
        field.choices = [(one, WORDS[one]) for one in known]


@require_http_methods(["GET", "POST"])
@asks_proof
def required_means(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """Choose; who has none of what is asked for now stands below."""
    person, institution = signed_in(request), page_of(request, page_id)
    rules.require_officer_or_mandate(person, institution)
    form = RequiredForm(request.POST if request.method == "POST" else None, initial={"means": institution.required_means})
    if form.is_valid():
        try:
            set_required_means(person=person, institution=institution, means=form.cleaned_data["means"])
        except WouldLockOut as refusal:
            refuse_in_form(request, form, refusal, "means")
        else:
            messages.success(request, _("Kept. It holds from everybody's next click on."))
            return redirect("access", page_id=page_id)
    without = [row for row in readers_of(institution, viewer=person) if row.grant and not _has_one(row, institution.required_means)]
    context = {"institution": institution, "form": form, "without": without}
    return render_page(request, page="access/required_means.html", context=context, status=422 if form.errors else 200)


def _has_one(row: ReaderRow, wanted: list[str]) -> bool:
    held = {*row.other_means, *([CODE_CARD] if row.card else [])}
    return not wanted or bool(held.intersection(wanted))
