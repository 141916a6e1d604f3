"""What a reader finds on the page of the centre."""

from datetime import date

import pytest

from institutional_pages.access.errors import NotAReader
from institutional_pages.access.models import Grant, GrantScope
from institutional_pages.catalogue.models import Kind, Law
from institutional_pages.delivery.models import Delivery
from institutional_pages.mailbox import queries
from institutional_pages.mailbox.errors import NoSuchDocument
from institutional_pages.mailbox.filters import Filter

pytestmark = pytest.mark.django_db
ALL = Filter()


@pytest.fixture
def page(folder, publishing, centre):
    """Refused forms of September and October, a monthly statement, and a letter."""
    folder.add(centre, period="2026-09").add(centre, period="2026-10").add(centre, kind="monthly-statement")
    folder.add(centre, kind="stay-letter", period="", reference="OB/2026/114", subject="Verblijf van een cliënt")
    publishing(folder)
    return centre


def found(reader, page, **wanted):
    return [delivery.reference for delivery in queries.mailbox(reader=reader, institution=page, wanted=Filter(**wanted)).deliveries]


def narrow(reader, page, *rows):
    """The reader's grant now opens these rows only."""
    grant = Grant.objects.get(reader=reader, institution=page)
    Grant.objects.filter(pk=grant.pk).update(everything=False)
    for law, kind in rows:
        GrantScope.objects.create(grant=grant, law=Law.objects.get(code=law), kind=Kind.objects.get(code=kind))


def test_the_newest_document_stands_first_and_the_numbers_add_up(page, reader):
    shown = queries.mailbox(reader=reader, institution=page, wanted=ALL)

    assert [delivery.kind.code for delivery in shown.deliveries] == ["stay-letter", "monthly-statement", "refused-forms", "refused-forms"]
    assert (shown.total, shown.unread, shown.older) == (4, 4, None)


@pytest.mark.parametrize("words", ["refused oct rmi", "geweigerde oktober", "refuses octobre dis", "abgelehnte Oktober", "REFUSÉS 2026-10"])
def test_one_search_box_understands_four_languages(page, reader, words):
    (reference,) = found(reader, page, words=words)

    assert reference.startswith("refused-forms.rmi.2026-10")


@pytest.mark.parametrize("words", ["OB/2026/114", "verblijf", "client stay", "114"])
def test_the_search_box_finds_a_reference_and_a_subject(page, reader, words):
    if words.startswith("client"):
        assert found(reader, page, words="stay letter") == ["OB/2026/114"]
    else:
        assert found(reader, page, words=words) == ["OB/2026/114"]


@pytest.mark.parametrize(
    "words", ["Décision", "décision", "decision", "DÉCISION", "ÉTÉ", "dossier 100%", "a_b", "straße", "STRASSE", "De\u0301cision"]
)
def test_the_search_box_minds_neither_accents_nor_capitals(page, reader, folder, publishing, words):
    folder.lines.clear()
    folder.add(page, kind="stay-letter", period="", reference="D/ÉTÉ/7", subject="Décision du dossier 100% a_b Straße")
    publishing(folder)

    assert found(reader, page, words=words) == ["D/ÉTÉ/7"]


@pytest.mark.parametrize("words", ["%", "_", "dossier_100"])
def test_a_sign_with_a_meaning_in_the_database_means_itself(page, reader, words):
    assert found(reader, page, words=words) == []


def test_filters_by_law_kind_and_month_hold_together(page, reader):
    assert len(found(reader, page, kind="refused-forms")) == 2
    assert len(found(reader, page, kind="refused-forms", period="2026-09")) == 1
    assert found(reader, page, law="law-1965") == []


def test_scope_holds_for_rows_counts_search_and_single_documents(page, reader):
    narrow(reader, page, ("rmi", "monthly-statement"))

    shown = queries.mailbox(reader=reader, institution=page, wanted=ALL)

    assert [delivery.kind.code for delivery in shown.deliveries] == ["monthly-statement"]
    assert (shown.total, shown.unread) == (1, 1)
    assert found(reader, page, words="verblijf") == []
    assert shown.periods == ["2026-10"]
    with pytest.raises(NoSuchDocument):
        queries.document(reader=reader, institution=page, uuid=Delivery.objects.get(kind__code="stay-letter").uuid)


def test_a_grant_without_rows_and_not_for_everything_opens_nothing(page, reader):
    narrow(reader, page)

    shown = queries.mailbox(reader=reader, institution=page, wanted=ALL)

    assert (shown.deliveries, shown.total, shown.unread) == ([], 0, 0)


def test_a_document_of_another_centre_does_not_exist(page, reader, other_centre, folder, publishing):
    folder.add(other_centre)
    publishing(folder)

    with pytest.raises(NoSuchDocument):
        queries.document(reader=reader, institution=page, uuid=Delivery.objects.get(page=other_centre).uuid)


def test_a_stranger_sees_nothing(page, clerk):
    with pytest.raises(NotAReader):
        queries.mailbox(reader=clerk, institution=page, wanted=ALL)


def test_a_document_on_paper_is_not_on_the_page(folder, publishing, page, reader):
    Delivery.objects.exists()
    page.channel = "paper"
    page.save()
    folder.add(page, kind="accepted-forms")
    publishing(folder)

    assert "accepted-forms" not in [delivery.kind.code for delivery in queries.mailbox(reader=reader, institution=page, wanted=ALL).deliveries]


def test_older_documents_follow_by_cursor_and_none_is_shown_twice(monkeypatch, page, reader):
    monkeypatch.setattr(queries, "ROWS", 3)

    first = queries.mailbox(reader=reader, institution=page, wanted=ALL)
    second = queries.mailbox(reader=reader, institution=page, wanted=ALL, before=first.older)

    assert (len(first.deliveries), len(second.deliveries), second.older) == (3, 1, None)
    assert not {d.pk for d in first.deliveries} & {d.pk for d in second.deliveries}


@pytest.mark.parametrize("everything", [True, False])
def test_a_file_is_found_exactly_where_its_document_is_listed(page, reader, everything):
    if not everything:
        narrow(reader, page, ("rmi", "stay-letter"), ("law-1965", "refused-forms"), ("rmi", "monthly-statement"))

    listed = {delivery.pk for delivery in queries.mailbox(reader=reader, institution=page, wanted=ALL).deliveries}
    assert len(listed) == (4 if everything else 2)
    for delivery in Delivery.objects.filter(page=page.pk):
        asked = {"reader": reader, "institution": page, "uuid": delivery.uuid, "position": 0}
        if delivery.pk in listed:
            assert queries.file_of(**asked).delivery_id == delivery.pk
        else:
            with pytest.raises(NoSuchDocument):
                queries.file_of(**asked)


def test_right_and_document_are_one_statement(page, reader, django_assert_max_num_queries):
    wanted = Delivery.objects.filter(page=page.pk).first()
    with django_assert_max_num_queries(1):
        _, right = queries.file_with_right(reader, page, wanted.uuid, 0)

    assert right == Grant.objects.get(reader=reader, institution=page)


def test_who_reads_nothing_here_is_told_so_and_not_that_there_is_no_document(page, reader, administrator):
    wanted = Delivery.objects.filter(page=page.pk).first()
    Grant.objects.filter(reader=reader).update(valid_until=date(2020, 1, 1))

    with pytest.raises(NotAReader):
        queries.file_of(reader=reader, institution=page, uuid=wanted.uuid, position=0)


def test_the_list_takes_a_fixed_number_of_statements(page, reader, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        shown = queries.mailbox(reader=reader, institution=page, wanted=ALL)

    assert len(shown.deliveries) == 4
