"""Who can open a page as a PDF to print and to keep: of a day, or the register that the officers sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutional_pages.access.register import register_at
from institutional_pages.catalogue.models import Kind, Law
from institutional_pages.pdf.making import make
from institutional_pages.web.access.rows import Whole, scope_in_words
from institutional_pages.web.context import PRODUCT
from institutional_pages.web.templatetags.wording import day, moment

if TYPE_CHECKING:
    from datetime import date

    from institutional_pages.access.coverage import CouldRead
    from institutional_pages.access.reviews import Review
    from institutional_pages.institutions.models import Institution

SHEET: Final = Path(__file__).parent / "register"


def pdf_of_day(institution: Institution, found: list[CouldRead], on: date) -> HttpResponse:
    """Every right that stood on the day, as the screen has it."""
    title = _("Who could read the page of {name} on {on}").format(name=institution.name, on=day(on))
    words = [_("Also who has left since. A right that ended in the course of the day stands in the list.")]
    return _answer(institution, {"title": title, "paragraphs": words, "rows": _rows(found)}, name=f"access-{on.isoformat()}.pdf")


def pdf_of_review(review: Review) -> HttpResponse:
    """The register of the moment at which it was sent, with the signatures that it has."""
    institution, register = review.institution, register_at(review.institution, review.prepared_at)
    facts = {
        "title": _("Register of who can open the page of {name}").format(name=institution.name),
        "paragraphs": [
            _("As it stood on {moment}, when {name} had gone through it.").format(
                moment=moment(review.prepared_at), name=review.prepared_by.get_full_name()
            )
        ],
        "rows": _rows(register),
        "signatures": [
            _signature(_("For the President"), review.president_signed_by, review.president_signed_at),
            _signature(_("For the Secretary"), review.secretary_signed_by, review.secretary_signed_at),
        ],
        "digest": review.digest,
    }
    return _answer(institution, facts, name=f"register-{review.prepared_at.date().isoformat()}.pdf")


def _answer(institution: Institution, facts: dict[str, Any], *, name: str) -> HttpResponse:
    whole = {
        "author": f"{PRODUCT} · {institution.name}",
        "headings": [_("Name"), _("May see"), _("Given"), _("Given by"), _("Why"), _("Last day")],
        "signatures": [],
        "signatures_title": _("Signatures"),
        "signature_headings": [_("Step"), _("Who"), _("When")],
        "digest_title": _("Fingerprint of this register (SHA-256)"),
        "digest": "",
        "footer": settings.BASE_URL,
        **facts,
    }
    made = make(SHEET, whole, language=get_language() or "en")
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _rows(found: list[CouldRead]) -> list[list[str]]:
    whole = Whole(Law.objects.count(), Kind.objects.count())
    return [_row(one, str(scope_in_words(one.scope, whole))) for one in found]


def _row(one: CouldRead, sees: str) -> list[str]:
    grant = one.grant
    last = moment(grant.ended_at) if grant.ended_at else day(grant.valid_until) if grant.valid_until else "–"
    return [grant.reader.get_full_name(), sees, day(grant.given_at), grant.given_by.get_full_name(), grant.reason, last]


def _signature(title: str, who: Any, at: Any) -> list[str]:
    return [title, who.get_full_name() if who else _("not signed yet"), moment(at) if at else "–"]
