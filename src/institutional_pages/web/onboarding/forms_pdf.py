"""The two forms of the letter (S40) as PDFs to fill in on screen or by hand: blank, or with what the register knows of a centre."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from institutional_pages.access.models import Officer
from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding.conditions import FORMS
from institutional_pages.onboarding.queries import named_in_the_forms
from institutional_pages.pdf.making import make_form
from institutional_pages.web.context import PRODUCT

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution

SHEET: Final = Path(__file__).parent / "form"
LANGUAGES: Final = ("nl", "fr", "de")  # of the letters of the ministry
NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in the lines already; empty lines are for who fills in."""

    centre: str = ""
    nis: str = ""
    cbe: str = ""
    address: str = ""
    administrator: str = ""
    email: str = ""
    president: str = ""
    secretary: str = ""


BLANK: Final = Known()


def known_of(institution: Institution, language: str) -> Known:
    """From the register, today."""
    officers = {one.office: one.person for one in Officer.objects.standing().filter(institution=institution).select_related("person")}
    administrator = named_in_the_forms(institution)
    address = institution.addresses.filter(valid_until=None).first()
    return Known(
        institution.name_in(language),
        institution.number("nis", today()),
        institution.number("cbe", today()),
        str(address or ""),
        _name(administrator),
        administrator.email if administrator else "",
        _name(officers.get(Officer.Office.PRESIDENT)),
        _name(officers.get(Officer.Office.SECRETARY)),
    )


def form_pdf(form: str, language: str, known: Known = BLANK) -> bytes:
    """One form in one language."""
    with override(language):
        return make_form(SHEET, _facts(form, known), language=language)


def forms_zip(languages: tuple[str, ...] = LANGUAGES, institution: Institution | None = None) -> bytes:
    """Both forms in each of these languages, of `institution` or blank (S41)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for language in languages:
            known = known_of(institution, language) if institution else BLANK
            for form in FORMS:
                archive.writestr(file_name(form, language), form_pdf(form, language, known))
    return packed.getvalue()


def file_name(form: str, language: str) -> str:
    """Such as `NL_designation.pdf`."""
    return f"{language.upper()}_{form}.pdf"


def _facts(form: str, known: Known) -> dict[str, Any]:
    orders = {
        "designation": _(
            "The President and the Secretary of this centre designate the person below as local administrator towards the ministry. The "
            "administrator lets the staff of the centre open its page with the civil-servant token or another means, on their order."
        ),
        "registration": _(
            "The President and the Secretary of this centre have the person below registered as the administrator who manages the users of "
            "the portal for the centre, on their order."
        ),
    }
    helpdesk = settings.HELPDESK
    sent = _("Send both forms, completed and signed, to the Security Cell: by e-mail to {email}, by post or by fax. Questions: {phone}.")
    return {
        "title": str(FORMS[form]),
        "author": PRODUCT,
        "paragraphs": [orders[form], _("Without a designation the security consultant counts as local administrator.")],
        "parts": [{"title": _("Centre"), "lines": _centre(known)}, {"title": _("Local administrator"), "lines": _administrator(known)}],
        "signatures_title": _("Signatures"),
        "signatures": [_side("president", _("President"), known.president), _side("secretary", _("Secretary"), known.secretary)],
        "sending_title": _("Sending"),
        "sending": [
            sent.format(email=helpdesk["email"], phone=helpdesk["phone"]),
            _("Or sign on the page of the centre, under Switch-over: then nothing is sent."),
        ],
        "footer": _("Form from {address}").format(address=settings.BASE_URL),
    }


def _centre(known: Known) -> list[dict[str, str]]:
    return [
        _line("centre", _("Name of the centre"), known.centre),
        _line("address", _("Address"), known.address),
        _line("nis", _("NIS code"), known.nis),
        _line("cbe", _("Enterprise number"), known.cbe),
    ]


def _administrator(known: Known) -> list[dict[str, str]]:
    return [
        _line("administrator", _("First and last name"), known.administrator),
        _line("email", _("E-mail address"), known.email),
        _line("function", _("Function"), NOBODY),
        _line("phone", _("Telephone"), NOBODY),
    ]


def _side(side: str, title: str, name: str) -> dict[str, Any]:
    lines = [_line(side, _("{office}: name").format(office=title), name), _line(f"{side}_date", _("{office}: date").format(office=title), NOBODY)]
    return {"title": title, "lines": lines, "hand": _("Signature")}


def _line(name: str, label: str, value: str) -> dict[str, str]:
    return {"name": name, "label": label, "value": value}


def _name(person: Person | None) -> str:
    return person.get_full_name() if person else ""
