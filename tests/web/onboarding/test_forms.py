"""The two forms: blank for everybody, and filled in with what is known of a centre (S40, S41)."""

import io
import zipfile

import pikepdf
import pypdfium2
import pytest

from tests.onboarding.conftest import koen, rita
from tests.web.visitors import browser, signed_in_browser

pytestmark = pytest.mark.django_db
__all__ = ["koen", "rita"]


def values(pdf: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {str(field.T): str(field.V) for field in document.Root.AcroForm.Fields}


def text(pdf: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Aanduiding van de lokale beheerder"), ("fr", "Désignation du gestionnaire local"), ("de", "Benennung des lokalen Verwalters")],
)
def test_everybody_gets_a_blank_form_in_each_language(language, words):
    answer = browser("203.0.113.9").get(f"/help/forms/designation/{language}.pdf")

    assert words in text(answer.content)
    assert set(values(answer.content).values()) == {""}
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert (len(document.pages), str(document.Root.Lang)[:2], document.Root.MarkInfo.Marked) == (1, language, True)


def test_all_forms_come_in_one_file_at_a_stable_address():
    answer = browser("203.0.113.9").get("/help/forms/forms.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [f"{language}_{form}.pdf" for language in ("NL", "FR", "DE") for form in ("designation", "registration")]


def test_the_page_of_the_forms_names_each_of_them():
    shown = browser("203.0.113.9").get("/help/forms/").content.decode()

    assert shown.count(".pdf") == 6
    assert "/help/forms/forms.zip" in shown


@pytest.mark.parametrize("address", ["x/nl.pdf", "designation/en.pdf"])
def test_another_form_or_language_is_not_found(address):
    assert browser().get(f"/help/forms/{address}").status_code == 404


def test_the_forms_of_a_centre_hold_what_is_known_of_it(paper_centre, koen):
    answer = signed_in_browser(koen, "10.40.0.7").get(f"/pages/{paper_centre.uuid}/switch-over/forms.zip")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["NL_designation.pdf", "NL_registration.pdf"]
        known = values(archive.read("NL_designation.pdf"))
    assert (known["centre"], known["nis"], known["address"]) == ("OCMW Diest", "24020", "Grote Markt 3, 3290 Diest")
    assert (known["president"], known["administrator"], known["phone"]) == ("Rita President", "Bart Consultant", "")


def test_nobody_else_gets_them(paper_centre, stranger):
    assert signed_in_browser(stranger, "10.30.0.7").get(f"/pages/{paper_centre.uuid}/switch-over/forms.zip").status_code == 404
