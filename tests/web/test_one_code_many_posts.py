"""Fifty posts of one code at the same moment, on a database in which commits are real."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from institutional_pages.audit.models import Event
from institutional_pages.identity import code_card, passwords
from institutional_pages.identity.models import CardCode, Session
from tests.web.visitors import asked_number, browser, make_institution, make_network, make_visitor, type_password

POSTS = 50


@pytest.fixture
def an(committed_database):
    return make_visitor("an", make_institution("OCMW Lier", make_network()))


def all_at_once(do, number=POSTS):
    """The answers of `number` threads that begin together, each with a connection of its own."""
    start = Barrier(number)

    def one(place):
        start.wait()
        try:
            return do(place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(one, range(number)))


def test_fifty_browsers_with_one_code_make_one_session(an):
    browsers = [browser() for _ in range(POSTS)]
    for client in browsers:
        type_password(client, an)
    number = asked_number(browsers[0])
    for client in browsers:
        asked_number(client)
        session = client.session
        session["account_login"]["state"]["stages"]["asking"]["data"]["code-card"]["position"] = number
        session.save()

    all_at_once(lambda place: browsers[place].post("/sign-in/code/", {"code": an.codes[number]}).status_code)

    assert sum(client.get("/").status_code == 200 for client in browsers) == 1
    assert Event.objects.filter(verb="signed-in").count() == 1
    assert CardCode.objects.exclude(used_at=None).count() == 1
    assert not code_card.is_locked(code_card.standing_card(an.person))


def test_fifty_clicks_in_one_browser_make_one_session(an):
    first = browser()
    type_password(first, an)
    number, cookie = asked_number(first), first.cookies["session"].value

    def click(_place):
        client = browser()
        client.cookies["session"] = cookie
        client.post("/sign-in/code/", {"code": an.codes[number]})
        return client.get("/").status_code

    assert sorted(all_at_once(click))[:2] == [200, 302]
    assert Event.objects.filter(verb="signed-in").count() == 1
    assert sum("_auth_user_id" in session.get_decoded() for session in Session.objects.all()) == 1


def test_fifty_guesses_at_once_are_ten_at_most(an):
    card = code_card.standing_card(an.person)

    answers = all_at_once(lambda place: code_card.use_code(card, 1, "AAAAAA"))

    card.refresh_from_db()
    assert not any(answers)
    assert card.failures == 10


def test_fifty_passwords_at_once_are_five_at_most(an):
    answers = all_at_once(lambda place: passwords.check(an.login, f"wrong {place}"))

    assert not any(answers)
    assert passwords.wait_until(an.login) is not None
    assert passwords.check(an.login, an.password) is None
