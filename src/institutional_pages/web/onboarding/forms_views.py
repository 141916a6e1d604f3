"""The two forms, blank for everybody at a stable address, and filled in for a centre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from institutional_pages.access import rules
from institutional_pages.access.errors import NoSuchPage
from institutional_pages.onboarding.conditions import FORMS
from institutional_pages.web.context import LANGUAGES as NAMES
from institutional_pages.web.onboarding.forms_pdf import LANGUAGES, file_name, form_pdf, forms_zip
from institutional_pages.web.rendering import render_page
from institutional_pages.web.visits import page_of, signed_in

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Each form in each language, and all of them in one file."""
    names = dict(NAMES)
    context = {"forms": FORMS, "spoken": [(code, names[code]) for code in LANGUAGES]}
    return render_page(request, page="onboarding/forms.html", context=context)


@require_safe
def form(request: HttpRequest, form: str, language: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """One blank form."""
    if form not in FORMS or language not in LANGUAGES:
        raise NoSuchPage
    return _file(form_pdf(form, language), file_name(form, language), "application/pdf")


@require_safe
def all_forms(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Both, in every language (S41)."""
    return _file(forms_zip(), "forms.zip", "application/zip")


@require_safe
def forms_of_centre(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """Both in the languages of the centre, with what is known of it."""
    viewer, institution = signed_in(request), page_of(request, page_id)
    rules.require_applicant(viewer, institution)
    return _file(forms_zip(tuple(institution.languages), institution), "forms.zip", "application/zip")


def _file(content: bytes, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
