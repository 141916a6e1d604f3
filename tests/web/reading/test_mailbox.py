"""The list of the page: what it shows, to whom, and that looking opens nothing."""

import re

import pytest

from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.models import Institution
from institutional_pages.mailbox.models import Opening
from tests.web.visitors import OUTSIDE, make_visitor, signed_in_browser

MOST_BYTES = 60_000
MOST_STATEMENTS = 8  # with the catalogue, which is asked once a minute


def words(answer) -> str:
    """What is read on the page, without the marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#x27;", "'")


def rows(answer) -> int:
    return answer.content.decode().count('<tr role="row"') - 1


def test_the_page_lists_its_documents_and_opens_none(desk, page):
    answer = desk.get(page)

    assert (answer.status_code, rows(answer)) == (200, 4)
    assert "Showing 4 of 4 documents" in words(answer)
    assert "Annual settlement and annexes + 1 annex" in words(answer)
    assert not Opening.objects.exists()


def test_the_badge_counts_what_nobody_has_opened(desk, page, settlement):
    desk.get(f"{page}documents/{settlement.uuid}/files/0/open")

    assert '<span class="badge" id="badge-mailbox">3<span class="vh"> not opened' in desk.get(page).content.decode()


@pytest.mark.parametrize(
    ("query", "found"), [("law=rmi", 4), ("kind=refused-forms", 2), ("period=2025", 1), ("q=refused+oct", 1), ("state=new", 4), ("state=opened", 0)]
)
def test_the_address_filters(desk, page, query, found):
    assert desk.get(f"{page}?{query}").context["page"].deliveries.__len__() == found


def test_every_count_in_the_margin_leads_to_the_rows_it_counts(desk, page, settlement):
    desk.get(f"{page}documents/{settlement.uuid}/files/0/open")

    shown = desk.get(page).context["page"]

    assert (shown.unread, shown.opened, shown.total) == (3, 1, 4)
    assert [rows(desk.get(f"{page}?{query}")) for query in ("state=new", "state=opened", "")] == [3, 1, 4]


def test_an_empty_list_says_which_filter_to_remove(desk, page):
    answer = desk.get(f"{page}?q=nothing&period=2026-10")

    assert "No document matches." in words(answer)
    assert "Remove filter Month: October 2026" in words(answer)
    assert 'href="?q=nothing"' in answer.content.decode()


def test_nothing_new_names_the_last_document(desk, page):
    Delivery.objects.update(first_opened_at="2026-11-05T10:00Z", published_at="2026-11-05T09:00Z")

    assert "Nothing new. Last document: 5 Nov 2026." in words(desk.get(f"{page}?state=new"))


def test_a_centre_on_paper_is_told_so(desk, lier):
    Institution.objects.filter(pk=lier.pk).update(channel="paper")

    assert "This centre is still on paper" in words(desk.get(f"/pages/{lier.uuid}/"))


def test_a_replaced_document_keeps_its_place_with_that_word(desk, page):
    Delivery.objects.filter(kind__code="monthly-statement").update(replaced_at="2026-11-05T10:00Z")

    assert '<span class="tag warn">Replaced</span>' in desk.get(page).content.decode()


def test_older_documents_are_behind_a_cursor(desk, page, monkeypatch):
    monkeypatch.setattr("institutional_pages.mailbox.queries.ROWS", 3)

    first = desk.get(page)
    second = desk.get(page + first.context["older"])

    assert (rows(first), rows(second)) == (3, 1)
    assert "Newest documents" in words(second)


def test_htmx_gets_the_list_alone_and_the_new_count(desk, page):
    answer = desk.get(f"{page}?kind=refused-forms", headers={"hx-request": "true"})

    assert answer.content.decode().strip().startswith('<div id="mailbox"')
    assert "HX-Request" in answer.headers["Vary"]
    assert 'hx-swap-oob="innerHTML:#showing">Showing 2 of 4 documents' in answer.content.decode()


def test_a_narrow_grant_sees_neither_rows_nor_counts_of_the_rest(narrow_desk, page, settlement):
    answer = narrow_desk.get(page)

    assert (rows(answer), answer.context["page"].total, answer.context["page"].unread) == (2, 2, 2)
    assert narrow_desk.get(f"{page}documents/{settlement.uuid}/").status_code == 404
    assert narrow_desk.get(f"{page}?document={settlement.uuid}").status_code == 404


def test_a_document_beside_the_list_is_opened_by_that(desk, page, settlement):
    answer = desk.get(f"{page}?document={settlement.uuid}")

    assert [opening.how for opening in Opening.objects.all()] == ["preview"]
    assert "You are the first. The ministry sees the date, not your name." in words(answer)
    assert f"documents/{settlement.uuid}/files/0/preview/1.png" in answer.content.decode()
    assert "Unchanged" in words(answer)


def test_head_on_the_same_address_opens_nothing(desk, page, settlement):
    desk.head(f"{page}?document={settlement.uuid}")

    assert not Opening.objects.exists()


def test_a_withdrawn_document_beside_the_list_says_so(desk, page, settlement):
    Delivery.objects.filter(pk=settlement.pk).update(withdrawn_at=settlement.published_at)

    assert "This document was withdrawn by the ministry." in words(desk.get(f"{page}?document={settlement.uuid}"))
    assert not Opening.objects.exists()


def test_a_stranger_gets_the_same_404_as_for_a_page_that_is_not(diest, page):
    stranger = signed_in_browser(make_visitor("zoe", diest, card=False).person)

    foreign, unknown = stranger.get(page), stranger.get("/pages/00000000-0000-4000-8000-000000000000/")

    assert (foreign.status_code, unknown.status_code) == (404, 404)


def test_a_colleague_without_a_grant_is_refused(an, page):
    assert signed_in_browser(an.person).get(page).status_code == 403


def test_outside_the_secured_network_the_page_is_closed(desk, an, page):
    assert signed_in_browser(an.person, OUTSIDE).get(page).status_code == 403


def test_without_sign_in_the_page_asks_for_it(at_the_desk, page):
    assert at_the_desk.get(page).status_code == 302


@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onmouseover='x"])
def test_a_title_is_text_and_nothing_else(desk, page, attack):
    Delivery.objects.filter(kind__code="monthly-statement").update(subject=attack, period="")

    texts = [desk.get(address).content.decode() for address in (page, f"{page}?q={attack}")]

    assert all(attack not in text for text in texts)
    assert "&lt;script&gt;" in texts[0] or "<script>" not in attack


@pytest.mark.parametrize("query", ["before=x", "before=" + "9" * 20, "document=x", "state=x", "period=%00", "period=2026-13", f"q={'x' * 5000}"])
def test_an_address_that_makes_no_sense_is_no_error(desk, page, query):
    assert desk.get(f"{page}?{query}").status_code == 200


def test_fifty_rows_cost_no_more_statements_and_stay_light(desk, lier, page, folder, publishing, django_assert_max_num_queries):
    subject = "Verblijfstoestand in een dossier met een lange titel"
    for number in range(50):
        folder.add(lier, kind="stay-letter", period="", reference=f"OB/2026/{number:04}", subject=subject)
    publishing(folder)

    with django_assert_max_num_queries(MOST_STATEMENTS):
        answer = desk.get(page)

    assert rows(answer) == 50
    assert len(answer.content) < MOST_BYTES
