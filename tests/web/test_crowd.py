"""Very many sign in at one moment: who finds no turn is told to press again, and nothing of theirs is counted or used up."""

from contextlib import ExitStack
from threading import Event, Thread
from time import sleep

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from institutional_pages.identity import hashing
from institutional_pages.identity.models import SignInFailures
from institutional_pages.web.middleware import door
from tests.web.visitors import asked_number, browser, sign_in, type_password


@pytest.fixture
def all_turns_taken(monkeypatch):
    """Others are being looked at, as many as may be at once."""
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 0.01)
    with ExitStack() as others:
        for _ in range(hashing.AT_ONCE):
            others.enter_context(hashing.turn())
        yield others


def test_no_password_is_looked_at_and_none_counted(an, all_turns_taken):
    client = browser()

    answer = type_password(client, an, "wrong")

    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "press the button again" in answer.content.decode()
    assert not SignInFailures.objects.exists()
    all_turns_taken.close()
    assert sign_in(client, an).url == "/"


def test_no_code_is_used_up(an, monkeypatch):
    client = browser()
    type_password(client, an)
    number = asked_number(client)
    monkeypatch.setattr(hashing, "PATIENCE_SECONDS", 0.01)
    with ExitStack() as others:
        for _ in range(hashing.AT_ONCE):
            others.enter_context(hashing.turn())
        assert client.post("/sign-in/code/", {"code": an.codes[number]}).status_code == 503

    assert asked_number(client) == number
    assert client.post("/sign-in/code/", {"code": an.codes[number]}).url == "/"


def test_a_turn_is_given_back_whatever_happens():
    for _ in range(2 * hashing.AT_ONCE):
        with pytest.raises(ValueError, match="broke"), hashing.turn():
            raise ValueError("broke")


def test_who_finds_no_place_at_the_door_is_turned_away_before_anything_is_looked_at(an, django_assert_max_num_queries):
    """The places are taken by requests that are inside just now; whoever reads passes by."""
    inside, told = Event(), Event()

    def inside_the_sign_in(_request):
        inside.set()
        told.wait(10)
        return HttpResponse("in")

    at_the_door = door(inside_the_sign_in)
    places = [Thread(target=at_the_door, args=(RequestFactory().get("/sign-in/"),)) for _ in range(hashing.AT_ONCE)]
    for place in places:
        place.start()
    inside.wait(10)
    wait_until_taken(at_the_door)
    with django_assert_max_num_queries(0):
        opened, pressed = (at_the_door(RequestFactory().generic(method, "/sign-in/")) for method in ("GET", "POST"))
    told.set()
    for place in places:
        place.join()

    assert [one.status_code for one in (opened, pressed)] == [503, 503]
    assert {opened["Retry-After"], pressed["Retry-After"]} <= {"1", "2", "3"}
    assert (opened["Refresh"], "Refresh" in pressed) == (opened["Retry-After"], False)
    assert "press the button again" in pressed.content.decode()
    assert at_the_door(RequestFactory().get("/sign-in/")).content == b"in"


def wait_until_taken(at_the_door):
    for _ in range(500):
        if at_the_door.__closure__ and not any(free(cell.cell_contents) for cell in at_the_door.__closure__):
            return
        sleep(0.01)


def free(held) -> bool:
    return getattr(held, "_value", 0) > 0


def test_whoever_reads_does_not_pass_the_door():
    assert door(lambda request: HttpResponse(request.path))(RequestFactory().get("/pages/x/")).content == b"/pages/x/"
