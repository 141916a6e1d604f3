"""A year of the page at a glance: what came, what is new, what is missing."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from institutional_pages.access.errors import NotAReader
from institutional_pages.catalogue.models import Kind, Publication
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.models import Institution
from institutional_pages.mailbox.actions import open_file
from institutional_pages.mailbox.models import Opening
from institutional_pages.mailbox.year import State, due, year_of_page

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """25 November 2026, or the moment that the test sets."""
    moment = [TODAY]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])
    return moment


@pytest.fixture
def page(folder, publishing, centre):
    """Refused forms of July, August and October, a settlement of 2025, and a letter; the centre is electronic since 1 February 2026."""
    for period in ("2026-07", "2026-08", "2026-10"):
        folder.add(centre, period=period)
    folder.add(centre, kind="annual-settlement", period="2025").add(centre, kind="stay-letter", period="", reference="OB/2026/1")
    publishing(folder)
    return centre


def shown(reader, page, number=2026):
    return year_of_page(reader=reader, institution=page, number=number)


def series_of(year, kind="refused-forms", law="rmi"):
    return next(series for series in year.series if (series.law.code, series.kind.code) == (law, kind))


def states(year, kind="refused-forms", law="rmi"):
    """By month, for the months of which something can be said."""
    return {cell.period[5:] or cell.period: cell.state for cell in series_of(year, kind, law).cells if cell.state is not State.NOTHING}


def test_each_month_says_whether_it_is_new_opened_missing_or_not_due(page, reader):
    august = Delivery.objects.get(period="2026-08")
    open_file(reader=reader, institution=page, uuid=august.uuid, position=0, how=Opening.How.OPEN)

    assert states(shown(reader, page)) == {
        "07": State.NEW, "08": State.OPENED, "09": State.MISSING, "10": State.NEW, "11": State.NOT_DUE, "12": State.NOT_DUE,
    }  # fmt: skip


def test_a_month_is_missing_from_the_day_after_its_last_day_in_time(page, reader, clock, refused_forms):
    assert due(refused_forms, "2026-11") == date(2026, 12, 7)

    seen = []
    for day in (7, 8):
        clock[0] = datetime(2026, 12, day, 12, tzinfo=UTC)
        seen.append(states(shown(reader, page))["11"])

    assert seen == [State.NOT_DUE, State.MISSING]


def test_the_year_ends_where_the_next_begins(refused_forms, annual_settlement):
    assert due(refused_forms, "2026-12") == date(2027, 1, 7)
    assert due(annual_settlement, "2025") == date(2025, 12, 31)


def test_a_series_that_never_came_is_not_missed(page, reader):
    assert set(states(shown(reader, page), "monthly-statement").values()) == {State.NOT_DUE}


def test_a_month_before_the_switch_came_by_post_and_is_not_missed(page, reader):
    Institution.objects.filter(pk=page.pk).update(channel_since=datetime(2026, 10, 20, tzinfo=UTC))

    assert "09" not in states(shown(reader, Institution.objects.get(pk=page.pk)))


def test_a_centre_on_paper_misses_nothing(page, reader):
    Institution.objects.filter(pk=page.pk).update(channel="paper")

    assert states(shown(reader, Institution.objects.get(pk=page.pk))) == {"07": State.NEW, "08": State.NEW, "10": State.NEW}


def test_a_series_that_has_ended_is_not_expected_any_more_and_keeps_what_came(page, reader, refused_forms):
    Publication.objects.filter(kind=refused_forms, law__code="rmi").update(valid_until=date(2026, 9, 30))

    assert states(shown(reader, page)) == {"07": State.NEW, "08": State.NEW, "10": State.NEW}
    assert "refused-forms" not in [s.kind.code for s in shown(reader, page, 2027).series if s.law.code == "rmi"]


def test_a_kind_without_a_usual_day_is_never_missed(page, reader):
    Kind.objects.update(due_after_days=None)

    assert "09" not in states(shown(reader, page))


def test_one_document_is_named_and_several_are_counted(page, reader, folder, publishing):
    folder.add(page, period="2026-10", language="fr", reference="refused-forms-2")
    publishing(folder)

    cells = {cell.period: cell for cell in series_of(shown(reader, page)).cells}

    assert (cells["2026-10"].documents, cells["2026-10"].document) == (2, None)
    assert cells["2026-08"].document == Delivery.objects.get(period="2026-08").uuid


def test_what_was_withdrawn_and_not_replaced_says_so(page, reader):
    Delivery.objects.filter(period="2026-10").update(withdrawn_at=TODAY)

    assert states(shown(reader, page))["10"] is State.WITHDRAWN


def test_a_replaced_document_counts_but_does_not_make_the_month_new(page, reader, folder, publishing):
    old = Delivery.objects.get(period="2026-10")
    Delivery.objects.filter(pk=old.pk).update(replaced_at=TODAY)
    folder.lines.clear()
    folder.add(page, period="2026-10", reference="the-newer-one")
    publishing(folder)
    newer = Delivery.objects.get(reference="the-newer-one")
    open_file(reader=reader, institution=page, uuid=newer.uuid, position=0, how=Opening.How.OPEN)

    october = next(cell for cell in series_of(shown(reader, page)).cells if cell.period == "2026-10")
    assert (october.state, october.documents) == (State.OPENED, 2)


def test_a_yearly_kind_has_one_cell_and_a_kind_without_period_none(page, reader):
    year = shown(reader, page, 2025)

    assert [(cell.period, cell.state) for cell in series_of(year, "annual-settlement").cells] == [("2025", State.NEW)]
    assert [kind.code for kind in year.by_year_or_none] == ["stay-letter", "annual-settlement"]
    assert "stay-letter" not in [series.kind.code for series in year.series]


def test_the_years_reach_from_the_first_document_or_the_switch_to_today(page, reader):
    year = shown(reader, page)

    assert (year.first, year.last) == (2025, 2026)


def test_a_year_before_everything_is_empty(page, reader):
    assert shown(reader, page, 2019).is_empty
    assert not shown(reader, page).is_empty


def test_missing_months_are_named_by_series(page, reader):
    assert [(series.law.code, series.kind.code) for series in shown(reader, page).missing] == [("rmi", "refused-forms")]


def test_a_narrow_grant_sees_its_own_series_and_no_other(page, scoped_reader):
    year = shown(scoped_reader, page)

    assert [(series.law.code, series.kind.code) for series in year.series] == [("rmi", "refused-forms")]
    assert (year.by_year_or_none, year.first) == ([], 2026)


def test_another_page_leaves_no_trace_here(page, reader, other_centre, folder, publishing):
    folder.add(other_centre, kind="monthly-statement", period="2026-09")
    publishing(folder)

    assert "09" not in states(shown(reader, page), "monthly-statement")


def test_who_does_not_read_sees_no_year(page, clerk):
    with pytest.raises(NotAReader):
        shown(clerk, page)


def test_a_year_takes_a_fixed_number_of_statements(page, reader, scoped_reader, django_assert_max_num_queries):
    for who in (reader, scoped_reader):
        with django_assert_max_num_queries(4):  # the grant and its scope, the series, the documents
            shown(who, page)
