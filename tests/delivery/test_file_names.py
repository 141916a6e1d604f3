"""Names of files for people (S51): they sort in a shared folder and never hold a person's name."""

import pytest

from institutional_pages.delivery.file_names import file_name
from institutional_pages.delivery.models import Delivery
from tests.delivery.conftest import letter

pytestmark = pytest.mark.django_db


def names(delivery):
    return [file_name(delivery, file) for file in delivery.files.all()]


def test_law_month_kind_and_centre_stand_in_the_name(folder, publishing, centre):
    folder.add(centre)
    publishing(folder)

    assert names(Delivery.objects.get()) == ["RMI_2026-10_refused-forms_OCMW-Lier.pdf"]


def test_a_kind_without_a_period_has_its_reference_in_letters_and_digits(folder, publishing, centre):
    folder.add(centre, kind="stay-letter", period="", reference="OB/2026 114", subject="Verblijf van Jan Peeters")
    publishing(folder)

    assert names(Delivery.objects.get()) == ["RMI_stay-letter_OCMW-Lier_OB-2026-114.pdf"]


def test_an_annex_has_its_number_and_a_centre_of_two_languages_the_language(folder, publishing, centre):
    centre.languages = ["nl", "fr"]
    centre.save()
    (folder.path / "annex.pdf").write_bytes(letter("Annex"))
    folder.add(centre, kind="annual-settlement", period="2025", language="nl", annexes=["annex.pdf"])
    publishing(folder)

    assert names(Delivery.objects.get()) == [
        "RMI_2025_annual-settlement_OCMW-Lier_nl.pdf",
        "RMI_2025_annual-settlement_OCMW-Lier_nl_annex-1.pdf",
    ]
