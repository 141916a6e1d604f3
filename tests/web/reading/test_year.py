"""The year view at the door: squares that lead to exactly their documents, and a home of one's own choice."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from institutional_pages.delivery.models import Delivery
from institutional_pages.identity.models import Person
from institutional_pages.institutions.models import Institution
from institutional_pages.mailbox.models import Opening
from tests.web.visitors import OUTSIDE, make_visitor, signed_in_browser

MOST_STATEMENTS = 8  # five of the frame, and the grant, the series, the documents
MOST_BYTES = 60_000


@pytest.fixture
def year(page, monkeypatch) -> str:
    """The address of the year view of Lier, on 25 November 2026; refused forms of September and October are there."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 9, tzinfo=UTC))
    return f"{page}year/"


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def squares(answer) -> dict[str, str]:
    """What each link of the grid says, and where it leads."""
    found = re.findall(r'<a class="square [a-z]+" href="([^"]+)" aria-label="([^"]+)"', answer.content.decode())
    return {label: address.replace("&amp;", "&") for address, label in found}


def test_each_square_leads_to_its_document_beside_the_list_and_looking_opens_none(desk, year):
    found = squares(desk.get(year))
    assert not Opening.objects.exists()

    answer = desk.get(found["Refused forms, RMI, October 2026: New"])

    assert [delivery.period for delivery in answer.context["page"].deliveries] == ["2026-10"]
    assert answer.context["preview"].delivery == Delivery.objects.get(kind__code="refused-forms", period="2026-10")
    assert "Refused forms, RMI, October 2026: Opened" in squares(desk.get(year))


def test_a_square_of_several_documents_says_how_many_and_leads_to_them_all(desk, year, lier, folder, publishing):
    folder.add(lier, period="2026-10", reference="another")
    publishing(folder)

    address = squares(desk.get(year))["Refused forms, RMI, October 2026: New, 2 documents"]

    assert len(desk.get(address).context["page"].deliveries) == 2
    assert "document=" not in address


def test_what_is_missing_is_said_in_words_with_the_day_and_what_to_do(desk, year, lier, folder, publishing):
    folder.add(lier, period="2026-07")
    publishing(folder)

    shown = words(desk.get(year))

    assert "RMI, Refused forms August 2026. It was expected by 7 Sept 2026." in shown
    assert "counts as expected when an earlier one" in shown
    assert "Call the help desk" in shown


def test_the_settlement_of_a_year_is_one_square_in_that_year(desk, year):
    assert "Annual settlement and annexes, RMI, 2025: New" in squares(desk.get(f"{year}?year=2025"))


def test_years_lead_to_each_other_and_stand_in_the_address_and_the_title(desk, year):
    now, before = desk.get(year), desk.get(f"{year}?year=2025")

    assert 'href="?year=2025" rel="prev"' in now.content.decode()
    assert 'rel="next"' not in now.content.decode()
    assert 'href="?year=2026" rel="next"' in before.content.decode()
    assert "<title>Year view 2025 -" in before.content.decode()


def test_an_empty_year_says_since_when_the_centre_is_electronic(desk, year, lier):
    Institution.objects.filter(pk=lier.pk).update(channel_since=datetime(2026, 2, 1, 12, tzinfo=UTC))

    shown = words(desk.get(f"{year}?year=2019"))

    assert "The page holds no document for 2019. This centre has been electronic since 1 Feb 2026" in shown


def test_a_centre_on_paper_is_told_so(desk, year, lier):
    Institution.objects.filter(pk=lier.pk).update(channel="paper")

    assert "This centre is still on paper" in words(desk.get(f"{year}?year=2019"))


@pytest.mark.parametrize("asked", ["x", "20266", "0000", "-2026", "２０２６", "%00"])
def test_an_address_that_makes_no_sense_shows_this_year(desk, year, asked):
    assert desk.get(f"{year}?year={asked}").context["year"].number == 2026


def test_a_narrow_grant_sees_one_series_and_no_word_of_the_rest(narrow_desk, year):
    answer = narrow_desk.get(year)

    assert len(squares(answer)) == 2
    assert "Monthly statement" not in words(answer)
    assert "Annual settlement" not in words(answer)


def test_strangers_get_404_colleagues_without_a_grant_and_other_networks_are_refused(desk, an, diest, lier, year):
    stranger = signed_in_browser(make_visitor("zoe", diest, card=False).person)
    colleague = signed_in_browser(make_visitor("piet", lier, card=False).person)

    assert stranger.get(year).status_code == 404
    assert colleague.get(year).status_code == 403
    assert signed_in_browser(an.person, OUTSIDE).get(year).status_code == 403
    assert desk.post(year).status_code == 405


def test_a_year_is_light_and_costs_a_fixed_number_of_statements(desk, year, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_STATEMENTS):
        answer = desk.get(year)

    assert len(answer.content) < MOST_BYTES


def test_who_chooses_the_year_view_as_home_lands_there(desk, an, page, year):
    assert desk.get("/").url == page

    Person.objects.filter(pk=an.person.pk).update(home="year")

    assert desk.get("/").url == year
    assert [link.name for link in desk.get(year).context["navigation"]][:2] == ["year", "mailbox"]


def test_keys_are_not_there_for_who_has_switched_them_off(desk, an, page, year):
    assert all("keys.js" in desk.get(address).content.decode() for address in (page, year))

    Person.objects.filter(pk=an.person.pk).update(uses_keys=False)

    shown = [desk.get(address).content.decode() for address in (page, year)]
    assert all("keys.js" not in text and 'id="keys"' not in text for text in shown)
