"""The same button pressed eight times at one moment, on a database in which commits are real: one thing happens, and nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from institutional_pages.access.account_actions import add_colleague, appoint_by_command_line, make_code_card
from institutional_pages.access.actions import change_access, end_access, end_expired, give_access
from institutional_pages.access.candidate_actions import add_candidate
from institutional_pages.access.command_line_actions import add_person_by_command_line
from institutional_pages.access.errors import MandateStands
from institutional_pages.access.mandate_actions import designate_administrator
from institutional_pages.access.models import Grant, Mandate
from institutional_pages.access.scope import EVERYTHING
from institutional_pages.administration.ministry_actions import establish_ministry
from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import System
from institutional_pages.identity.code_card import draw_codes
from institutional_pages.identity.models import CodeCard, Person
from institutional_pages.institutions.calendar import today
from institutional_pages.web.access.handing_over import make_means, stamp
from tests.cast import LIER, details, import_centre, in_a_year, mandated, person

CLICKS = 8


@pytest.fixture
def lier(committed_database):
    return import_centre(LIER)


@pytest.fixture
def sofie(lier):
    """Administers the page."""
    ministry = establish_ministry(names={"nl": "POD"}, operator="FedMAN", ranges=["10.10.0.0/16"])
    greet = add_person_by_command_line(**details("greet", "ministry"), institution=ministry).person
    appoint_by_command_line(person=greet, role="security-cell")
    holder = add_candidate(officer=person("marleen"), institution=lier, **details("sofie"))
    return mandated(lier, holder, person("marleen"), person("wouter"), greet).holder


@pytest.fixture
def lies(lier, sofie):
    """On the staff."""
    return add_colleague(administrator=sofie, institution=lier, **details("lies")).person


def all_at_once(do):
    """The answers of eight threads that begin together, each with a connection of its own."""
    start = Barrier(CLICKS)

    def one(_place):
        start.wait()
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as threads:
        return list(threads.map(one, range(CLICKS)))


def happened(verb):
    return Event.objects.filter(verb=verb).count()


def give(lier, sofie, lies, until=None, action=give_access):
    return action(administrator=sofie, institution=lier, reader=lies, scope=EVERYTHING, reason="RMI team", until=until)


def test_a_colleague_is_added_once(lier, sofie):
    before = happened("person.added")

    added = all_at_once(lambda: add_colleague(administrator=sofie, institution=lier, **details("new")))

    assert len({one.person for one in added}) == 1
    assert sum(bool(one.temporary_password) for one in added) == 1
    assert happened("person.added") == before + 1


def test_a_candidate_is_added_once(lier):
    added = all_at_once(lambda: add_candidate(officer=person("marleen"), institution=lier, **details("new")))

    assert set(added) == {Person.objects.get(username="new")}
    assert happened("person.added") == 1


def test_an_administrator_is_designated_once_and_the_others_are_told(lier):
    holder = add_candidate(officer=person("marleen"), institution=lier, **details("sofie"))

    def designate():
        try:
            return designate_administrator(officer=person("marleen"), institution=lier, holder=holder, until=in_a_year())
        except MandateStands:
            return None

    assert sum(mandate is not None for mandate in all_at_once(designate)) == 1
    assert Mandate.objects.count() == happened("mandate.designated") == 1


def test_access_is_given_once(lier, sofie, lies):
    given = all_at_once(lambda: give(lier, sofie, lies))

    assert set(given) == {Grant.objects.get()}
    assert happened("access.given") == 1


def test_access_is_changed_once(lier, sofie, lies):
    give(lier, sofie, lies)

    changed = all_at_once(lambda: give(lier, sofie, lies, until=in_a_year(), action=change_access))

    assert set(changed) == {Grant.objects.standing().get()}
    assert happened("access.changed") == 1


def test_access_is_ended_once(lier, sofie, lies):
    give(lier, sofie, lies)

    all_at_once(lambda: end_access(person=sofie, grant=Grant.objects.get(), reason="left"))

    assert Grant.objects.get().ended_by == sofie
    assert happened("access.ended") == 1


def test_of_cards_made_at_one_moment_one_stands(lier, sofie, lies):
    drawn = draw_codes()

    all_at_once(lambda: make_code_card(administrator=sofie, institution=lier, person=lies, drawn=drawn))

    assert CodeCard.objects.standing().count() == 1


def test_what_expires_is_written_down_once_however_many_jobs_run(lier, sofie, lies):
    grant = give(lier, sofie, lies)
    past = today() - timedelta(days=1)
    Grant.objects.filter(pk=grant.pk).update(valid_until=past)
    Mandate.objects.update(valid_from=past, valid_until=past)

    ended = all_at_once(lambda: end_expired(actor=System("worker")))

    assert sum(ended) == 2
    assert (happened("access.expired"), happened("mandate.expired")) == (1, 1)


def test_eight_presses_on_one_form_print_one_card_and_it_is_the_one_that_stands(lier, sofie, lies):
    shown = stamp(lies)

    answers = all_at_once(
        lambda: make_means(giver=sofie, institution=lier, person=Person.objects.get(pk=lies.pk), card=True, password=False, shown=shown)
    )

    (printed,) = [answer for answer in answers if answer is not None]
    assert printed.made.card == CodeCard.objects.standing().get(person=lies)
