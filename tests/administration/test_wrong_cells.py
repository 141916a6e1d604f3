"""What no cell of the import file may hold, and no network of the ministry either."""

import pytest

from institutional_pages.administration.errors import NotOneProtocol, TooWide
from institutional_pages.administration.importing import import_file
from institutional_pages.administration.ministry_actions import establish_ministry
from institutional_pages.audit.models import Event
from institutional_pages.institutions.models import Institution, NetworkRange
from tests.administration.test_import import importing, told, written
from tests.cast import LIER

__all__ = ["importing"]
WIDE = ["0.0.0.0/0", "10.0.0.0/7", "::/0", "2000::/3", "fe80::/10"]
MIXED = ["::ffff:10.20.0.0/112", "::ffff:0:0/96", "fe80::1%eth0"]


@pytest.mark.parametrize("text", WIDE + MIXED)
def test_a_range_that_would_let_in_others_is_refused_with_its_line_and_column(importing, text):
    report = importing({**LIER, "network_ranges": f"10.20.0.0/16|{text}"}, partial=True)

    assert told(report) == [(2, "network_ranges")]
    assert text in report.faults[0].reason
    assert not Institution.objects.exists()


def test_the_widest_range_and_the_machine_itself_may_be_named(importing):
    importing({**LIER, "network_ranges": "10.0.0.0/8|2001::/16|127.0.0.0/8|::1/128"})

    assert {found.cidr for found in NetworkRange.objects.all()} == {"10.0.0.0/8", "2001::/16", "127.0.0.0/8", "::1/128"}


@pytest.mark.parametrize(("text", "refusal"), [("0.0.0.0/0", TooWide), ("::ffff:a14:0/112", NotOneProtocol)])
def test_nor_does_the_ministry_use_such_a_range(db, text, refusal):
    with pytest.raises(refusal):
        establish_ministry(names={"nl": "POD"}, operator="FedMAN", ranges=[text])

    assert not Institution.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
@pytest.mark.parametrize("column", ["channel_since", "valid_from"])
def test_a_date_that_no_centre_has_is_refused_with_its_line_and_column(importing, column, day):
    assert told(importing({**LIER, column: day})) == [(2, column)]


@pytest.mark.parametrize("hidden", ["\x00", "\x1c", "\x7f", "\u200b", "\u202e", "\u2028", "\x85"])
@pytest.mark.parametrize("column", ["president_username", "name_nl", "town"])
def test_a_character_that_cannot_be_seen_is_refused_with_its_line_and_column(importing, column, hidden):
    shown = LIER[column]

    assert told(importing({**LIER, column: f"{shown[:2]}{hidden}{shown[2:]}"})) == [(2, column)]


def test_a_line_is_counted_as_an_editor_counts_it(db, tmp_path):
    path = written(tmp_path / "centres.csv", {**LIER, "town": "Li\u2028er"}, {**LIER, "nis": "1"})

    assert {line for line, _ in told(import_file(path))} == {2, 3}
