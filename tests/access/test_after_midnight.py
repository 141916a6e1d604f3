"""A server that goes on over midnight: what the day has ended, the next day does not open, though statements are kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from institutional_pages.access.arriving import arrive
from institutional_pages.access.errors import NoSuchPage, NotAReader
from institutional_pages.access.models import Grant
from institutional_pages.access.rules import require_reader
from institutional_pages.institutions.calendar import today


@pytest.fixture
def tomorrow(monkeypatch):
    """Turns the clock to the same hour of the next day."""

    def turn():
        later = timezone.now() + timedelta(days=1)
        monkeypatch.setattr(timezone, "now", lambda: later)

    return turn


def test_a_grant_opens_the_page_to_the_end_of_its_last_day(centre, reader, tomorrow):
    Grant.objects.filter(reader=reader).update(valid_until=today())
    assert require_reader(reader, centre).reader == reader

    tomorrow()

    with pytest.raises(NotAReader):
        require_reader(reader, centre)


def test_a_page_exists_to_the_end_of_the_last_day_that_ties_a_person_to_it(centre, reader, tomorrow):
    reader.employments.update(valid_until=today())
    Grant.objects.filter(reader=reader).update(valid_until=today())
    assert arrive(person=reader, page_id=centre.uuid).capacities == {"reader"}

    tomorrow()

    with pytest.raises(NoSuchPage):
        arrive(person=reader, page_id=centre.uuid)
