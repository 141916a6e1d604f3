"""Very many sign in at one moment: who finds no turn is told to press again, and nothing of theirs is counted or used up."""

from contextlib import ExitStack

import pytest

from institutional_pages.identity import hashing
from institutional_pages.identity.models import SignInFailures
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
