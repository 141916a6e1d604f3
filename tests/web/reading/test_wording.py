"""Numbers, days and sizes in the words of four languages (ux.md §4)."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from institutional_pages.web.templatetags import wording


@pytest.mark.parametrize(("language", "told"), [("nl", "5 nov. 2026"), ("fr", "5 nov. 2026"), ("de", "5. Nov. 2026"), ("en", "5 Nov 2026")])
def test_a_day(language, told):
    with translation.override(language):
        assert wording.day(date(2026, 11, 5)) == told


@pytest.mark.parametrize(("language", "told"), [("nl", "5.301"), ("fr", "5\u202f301"), ("en", "5\u202f301")])
def test_a_number(language, told):
    with translation.override(language):
        assert wording.number(5301) == told


@pytest.mark.parametrize(("value", "short", "whole"), [("2026-10", "okt. 2026", "oktober 2026"), ("2026-05", "mei 2026", "mei 2026"), ("2025",) * 3])
def test_a_period(value, short, whole):
    with translation.override("nl"):
        assert (wording.period(value), wording.whole_period(value)) == (short, whole)


@pytest.mark.parametrize(("language", "told"), [("nl", "okt."), ("fr", "oct."), ("de", "Okt"), ("en", "Oct")])
def test_a_month_alone(language, told):
    with translation.override(language):
        assert wording.month("2026-10") == told


def test_a_letter_has_no_period():
    assert (wording.period(""), wording.whole_period("")) == ("–", "")


@pytest.mark.parametrize(("language", "zone"), [("en", "CET"), ("de", "MEZ")])
def test_evidence_says_its_zone(language, zone):
    with translation.override(language):
        assert wording.moment(datetime(2026, 11, 5, 8, 14, tzinfo=UTC)).endswith(f"09:14 {zone}")


@pytest.mark.parametrize(("value", "told"), [(1, "1 KB"), (48_200, "48 KB"), (1_240_000, "1.2 MB")])
def test_a_size(value, told):
    with translation.override("en"):
        assert wording.size(value) == told


def test_the_day_is_that_of_brussels():
    with translation.override("en"):
        assert wording.day(datetime(2026, 11, 5, 23, 30, tzinfo=UTC)) == "6 Nov 2026"
