"""The totals of a page, from which its numbers and months are read."""

from importlib import import_module

import pytest
from django.apps import apps

from institutional_pages.delivery.models import PageTotal

pytestmark = pytest.mark.django_db


def totals() -> list[tuple[str, str, int]]:
    return list(PageTotal.objects.order_by("kind__code", "period").values_list("kind__code", "period", "total"))


def test_a_page_is_counted_by_law_kind_and_period(folder, publishing, centre, paper_centre):
    folder.add(centre, period="2026-09").add(centre, period="2026-10").add(centre, kind="monthly-statement").add(paper_centre)
    folder.add(centre, kind="stay-letter", period="", reference="OB/2026/1", subject="Verblijf").add(centre, kind="accepted-forms", period="2026-10")

    publishing(folder)

    assert totals() == [
        ("accepted-forms", "2026-10", 1),
        ("monthly-statement", "2026-10", 1),
        ("refused-forms", "2026-09", 1),
        ("refused-forms", "2026-10", 1),
        ("stay-letter", "", 1),
    ]


def test_what_was_counted_without_period_is_counted_anew(folder, publishing, centre, paper_centre):
    folder.add(centre, period="2026-09").add(centre, period="2026-10").add(paper_centre)
    publishing(folder)
    counted = totals()
    PageTotal.objects.all().delete()
    PageTotal.objects.create(page=centre, law_id=1, kind_id=1, total=2)

    import_module("institutional_pages.delivery.migrations.0002_totals_by_period").count_anew(apps, None)

    assert totals() == counted
