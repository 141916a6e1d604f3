"""How often a request of a reader asks the database, session and card included: a number that no document changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutional_pages.access.models import Grant
from institutional_pages.catalogue import queries as catalogue
from institutional_pages.delivery.models import Delivery
from tests.web.visitors import browser, make_visitor, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LIST, DOCUMENT, DOWNLOAD, DOWNLOAD_AGAIN = 6, 12, 10, 5


@pytest.fixture
def jan(lier, give):
    """Reads the refused forms under one law and nothing else."""
    visitor = make_visitor("jan", lier)
    give(visitor.person, ("rmi", "refused-forms"), ("rmi", "accepted-forms"))
    type(visitor.person).objects.filter(pk=visitor.person.pk).update(password_is_temporary=False)
    return visitor


@pytest.fixture
def narrow(jan):
    """Jan's browser, in which he has signed in with password and card; the catalogue was just asked and is remembered for a minute."""
    catalogue.forget()
    client = browser()
    assert sign_in(client, jan).status_code == 302
    return client


@pytest.fixture
def many(folder, publishing, lier, page):
    """Sixty more documents of each of two kinds."""
    for number in range(60):
        folder.add(lier, period=f"20{10 + number % 4}-{1 + number % 12:02}", reference=f"A{number}", name=f"a{number}.pdf")
        folder.add(lier, period="2026-10", kind="accepted-forms", reference=f"B{number}", name=f"b{number}.pdf")
    publishing(folder)


def asked(client, address) -> list[str]:
    """What a request asks the database; savepoints of the test's own transaction stand for begin and commit."""
    with CaptureQueriesContext(connection) as context:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.content if not answer.streaming else b"".join(answer.streaming_content)
    return [query["sql"] for query in context if "SAVEPOINT" not in query["sql"]]


def test_the_list_takes_six_statements_for_two_rows_and_for_fifty(narrow, page, lier, folder, publishing):
    narrow.get(page)
    few = asked(narrow, page)
    for number in range(60):
        folder.add(lier, reference=f"A{number}", name=f"a{number}.pdf", period="2026-08")
    publishing(folder)

    assert (len(few), len(asked(narrow, page))) == (LIST, LIST)


def test_further_down_and_filtered_it_takes_no_more(narrow, page, many):
    first = narrow.get(page)
    queries = [first.context["older"], "?law=rmi&kind=refused-forms", "?period=2026-10", "?state=new", "?q=refused+oct"]

    assert [len(asked(narrow, page + query)) for query in queries] == [LIST] * 5


def test_the_catalogue_is_asked_once_a_minute(narrow, page):
    narrow.get(page)
    catalogue.forget()

    assert len(asked(narrow, page)) == LIST + 2


def test_the_numbers_and_months_of_a_narrow_reader_are_those_of_their_rows(narrow, page, many):
    shown = narrow.get(page).context["page"]

    visible = Delivery.objects.filter(kind__code__in=["refused-forms", "accepted-forms"], law__code="rmi")
    assert (shown.total, shown.unread, shown.opened) == (visible.count(), visible.count(), 0)
    assert shown.periods == sorted(set(visible.values_list("period", flat=True)), reverse=True)


def test_access_that_ended_and_a_card_that_ended_close_the_page_at_the_next_request(narrow, jan, page):
    assert narrow.get(page).status_code == 200

    Grant.objects.filter(reader=jan.person).update(ended_at="2026-11-25T00:00Z")
    assert narrow.get(page).status_code == 403

    jan.person.code_cards.update(revoked_at="2026-11-25T00:00Z")
    assert narrow.get(page).headers["Location"].startswith("/sign-in/")


def test_a_download_asks_the_same_the_first_time_and_less_again(narrow, page):
    narrow.get(page)
    refused = Delivery.objects.filter(kind__code="refused-forms").order_by("pk")
    addresses = [f"{page}documents/{delivery.uuid}/files/0/download" for delivery in refused]

    first, second = (len(asked(narrow, address)) for address in addresses)
    assert first == second <= DOWNLOAD
    assert len(asked(narrow, addresses[0])) == DOWNLOAD_AGAIN


def test_a_document_on_its_own_screen_asks_a_fixed_number(narrow, page):
    narrow.get(page)
    refused = Delivery.objects.filter(kind__code="refused-forms").first()

    assert len(asked(narrow, f"{page}documents/{refused.uuid}/")) == DOCUMENT
