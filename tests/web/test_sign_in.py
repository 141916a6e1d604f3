"""Signing in: password, then one code of the card, from a secured network."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from institutional_pages.audit.models import Event
from institutional_pages.identity import code_card, passwords
from institutional_pages.identity.models import SignInFailures
from institutional_pages.institutions.calendar import today
from institutional_pages.institutions.models import Network
from tests.web.visitors import OUTSIDE, asked_number, browser, make_institution, make_network, make_visitor, sign_in, type_password

WRONG = "User name or password is not right."


def facts_of(event: Event) -> str:
    return event.text.canonical


def wrong(code: str) -> str:
    return ("A" if code[0] != "A" else "B") + code[1:]


def test_a_clerk_signs_in_with_password_and_code(at_the_desk, an):
    answer = sign_in(at_the_desk, an)

    assert (answer.status_code, answer.url) == (302, "/")
    assert at_the_desk.get("/").status_code == 200
    event = Event.objects.get(verb="signed-in")
    assert event.actor == f"person:{an.person.pk}"
    assert '"means":"password+code-card"' in facts_of(event)
    assert '"network":"Publilink"' in facts_of(event)


def test_after_sign_in_the_session_is_another_and_its_key_in_events_is_not_the_cookie(at_the_desk, an):
    type_password(at_the_desk, an)
    before = at_the_desk.cookies["session"].value

    at_the_desk.post("/sign-in/code/", {"code": an.codes[asked_number(at_the_desk)]})

    after = at_the_desk.cookies["session"].value
    assert before != after
    assert after not in facts_of(Event.objects.get(verb="signed-in"))


def test_the_password_alone_opens_nothing(at_the_desk, an):
    answer = type_password(at_the_desk, an)

    assert answer.url == "/sign-in/code/"
    assert at_the_desk.get("/").url.startswith("/sign-in/")


def test_the_code_page_without_a_password_goes_back_to_the_beginning(at_the_desk, an):
    assert at_the_desk.get("/sign-in/code/").url == "/sign-in/"
    assert at_the_desk.post("/sign-in/code/", {"code": an.codes[1]}).url == "/sign-in/"


def test_signing_in_goes_back_to_where_one_was(at_the_desk, an):
    at_the_desk.post("/sign-in/", {"login": an.login, "password": an.password, "next": "/pages/x/?law=rmi"})

    answer = at_the_desk.post("/sign-in/code/", {"code": an.codes[asked_number(at_the_desk)]})

    assert answer.url == "/pages/x/?law=rmi"


def test_nobody_is_sent_to_another_site(at_the_desk, an):
    at_the_desk.post("/sign-in/", {"login": an.login, "password": an.password, "next": "https://elsewhere.example/"})

    answer = at_the_desk.post("/sign-in/code/", {"code": an.codes[asked_number(at_the_desk)]})

    assert answer.url == "/"


def comparable(answer) -> tuple[int, str, list[str]]:
    """Status, body and header names, without what is drawn anew for every answer."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    return answer.status_code, re.sub(r'name="login" value="[^"]*"', "", body), sorted(answer.headers)


def test_a_known_and_an_unknown_login_get_the_same_answer(an):
    for _ in range(6):
        known = browser().post("/sign-in/", {"login": an.login, "password": "wrong"})
        unknown = browser().post("/sign-in/", {"login": "no", "password": "wrong"})

        assert known.status_code == 422
        assert comparable(known) == comparable(unknown)


def test_the_sixth_try_says_until_when_to_wait(at_the_desk, an):
    for _ in range(4):
        assert WRONG in type_password(at_the_desk, an, "wrong").content.decode()
    type_password(at_the_desk, an, "wrong")

    answer = type_password(at_the_desk, an)

    until = timezone.localtime(SignInFailures.objects.get(login=passwords.login_key(an.login)).waits_until)
    assert f"{until:%H:%M}" in answer.content.decode()
    assert answer.status_code == 422


def test_a_refused_sign_in_is_written_down_without_what_was_typed(at_the_desk, an):
    at_the_desk.post("/sign-in/", {"login": "my secret typed in the wrong field", "password": "wrong"})

    event = Event.objects.get(verb="sign-in.refused")
    assert '"reason":"password"' in facts_of(event)
    assert "secret" not in facts_of(event)


def test_the_same_number_is_asked_after_a_reload_and_after_a_wrong_code(at_the_desk, an):
    type_password(at_the_desk, an)
    number = asked_number(at_the_desk)

    answer = at_the_desk.post("/sign-in/code/", {"code": wrong(an.codes[number])})

    assert answer.status_code == 422
    assert f"Type code number {number} of card" in answer.content.decode()
    assert "<title>Error:" in answer.content.decode()
    assert {asked_number(at_the_desk) for _ in range(5)} == {number}


def test_a_used_code_does_not_open_again(an):
    first, second = browser(), browser()
    type_password(first, an)
    type_password(second, an)
    number = asked_number(first)
    first.post("/sign-in/code/", {"code": an.codes[number]})

    asked_number(second)
    stages = second.session
    stages["account_login"]["state"]["stages"]["asking"]["data"]["code-card"]["position"] = number
    stages.save()
    second.post("/sign-in/code/", {"code": an.codes[number]})

    assert second.get("/").status_code == 302


def test_the_tenth_wrong_code_locks_the_card(at_the_desk, an):
    type_password(at_the_desk, an)
    number = asked_number(at_the_desk)
    for _ in range(10):
        answer = at_the_desk.post("/sign-in/code/", {"code": wrong(an.codes[number])})

    assert answer.status_code == 403
    assert "Security Cell can unlock it" in answer.content.decode()
    assert type_password(browser(), an).status_code == 403


def test_an_unlocked_card_opens_again(an):
    client = browser()
    type_password(client, an)
    for _ in range(10):
        client.post("/sign-in/code/", {"code": "AAAAAA"})
    code_card.unlock_card(an.person)

    assert sign_in(browser(), an).status_code == 302


def test_without_a_card_nobody_comes_in_and_is_told_who_helps(at_the_desk, lier):
    bea = make_visitor("bea", lier, card=False)

    answer = type_password(at_the_desk, bea)

    assert answer.status_code == 403
    assert "Ask your local administrator" in answer.content.decode()
    assert at_the_desk.get("/").status_code == 302


def test_a_used_up_card_says_so(at_the_desk, an):
    for position, code in an.codes.items():
        code_card.use_code(code_card.standing_card(an.person), position, code)

    answer = type_password(at_the_desk, an)

    assert answer.status_code == 403
    assert "Your card has no codes left" in answer.content.decode()


def test_few_codes_left_are_announced(at_the_desk, an):
    for position in range(1, 17):
        code_card.use_code(code_card.standing_card(an.person), position, an.codes[position])

    sign_in(at_the_desk, an)

    assert " 7 " in at_the_desk.get("/").content.decode()


def test_a_temporary_password_opens_nothing_after_its_last_day(at_the_desk, an):
    an.person.temporary_until = today() - timedelta(days=1)
    an.person.password_is_temporary = True
    an.person.save()

    answer = type_password(at_the_desk, an)

    assert answer.status_code == 403
    assert "This temporary password has expired." in answer.content.decode()
    assert '"reason":"password-expired"' in facts_of(Event.objects.get(verb="sign-in.refused"))
    assert at_the_desk.get("/sign-in/code/").url == "/sign-in/"


def test_on_its_last_day_a_temporary_password_still_opens_the_choice_of_an_own_one(at_the_desk, an):
    an.person.temporary_until = today()
    an.person.password_is_temporary = True
    an.person.save()

    sign_in(at_the_desk, an)

    assert at_the_desk.get("/").url.startswith("/account/first-password/")


def test_after_a_hundred_guesses_from_one_network_nobody_tries_from_there(at_the_desk, an, monkeypatch):
    monkeypatch.setattr(passwords, "OF_A_SOURCE", replace(passwords.OF_A_SOURCE, failures=3))
    for number in range(3):
        at_the_desk.post("/sign-in/", {"login": f"made.up.{number}", "password": "a guess"})

    answer = type_password(at_the_desk, an)

    assert answer.status_code == 422
    assert "Too many wrong tries from your network." in answer.content.decode()
    assert type_password(browser("10.20.0.8"), an).url == "/sign-in/code/"


def test_an_account_closed_between_the_two_steps_does_not_come_in(at_the_desk, an):
    type_password(at_the_desk, an)
    number = asked_number(at_the_desk)
    an.person.closed_at = timezone.now()
    an.person.save()

    answer = at_the_desk.post("/sign-in/code/", {"code": an.codes[number]})

    assert answer.status_code == 403
    assert not Event.objects.filter(verb="signed-in").exists()


def test_from_outside_the_networks_nobody_signs_in_and_is_told_which_and_whom_to_call(an, settings):
    outside = browser(OUTSIDE)

    answer = outside.get("/sign-in/")

    assert answer.status_code == 403
    assert "Publilink" in answer.content.decode()
    assert settings.HELPDESK["phone"] in answer.content.decode()
    assert type_password(outside, an).status_code == 403
    assert not SignInFailures.objects.exists()
    assert '"reason":"network"' in facts_of(Event.objects.get(verb="sign-in.refused"))


def test_a_stranger_is_told_who_operates_the_networks_and_nothing_of_the_networks(an, network):
    make_institution("OCMW Far", make_network("VERA: 10.30.0.0/16", "10.30.0.0/16"))
    Network.objects.exclude(pk=network.pk).update(operator="VERA")

    answer = browser(OUTSIDE).get("/sign-in/").content.decode()

    assert "<li>Publilink</li><li>VERA</li></ul>" in answer
    assert "10.30" not in answer


def test_a_stranger_is_told_a_dozen_operators_at_most(an):
    for number in range(20):
        make_institution(f"OCMW {number}", make_network(f"Operator {number:02d}", f"10.{number + 30}.0.0/16"))

    answer = browser(OUTSIDE).get("/sign-in/").content.decode()

    assert answer.count("<li>Operator") == 12
    assert "<li>and others</li></ul>" in answer


def test_while_a_network_is_report_only_one_signs_in_from_elsewhere_and_the_event_names_no_network(an, network):
    network.report_only = True
    network.save()

    answer = sign_in(browser(OUTSIDE), an)

    assert answer.status_code == 302
    assert '"network":""' in facts_of(Event.objects.get(verb="signed-in"))


def test_signing_out_ends_the_session_on_the_server(at_the_desk, an):
    sign_in(at_the_desk, an)
    cookie = at_the_desk.cookies["session"].value

    answer = at_the_desk.post("/sign-out/")

    assert answer.url == "/sign-in/?why=out"
    thief = browser()
    thief.cookies["session"] = cookie
    assert thief.get("/").status_code == 302
    assert Event.objects.filter(verb="signed-out").count() == 1


def test_signing_out_by_a_link_is_not_possible(at_the_desk, an):
    sign_in(at_the_desk, an)

    assert at_the_desk.get("/sign-out/").status_code == 405


def test_after_fifteen_minutes_away_one_signs_in_again_and_goes_on_where_one_was(at_the_desk, an):
    sign_in(at_the_desk, an)
    _make_older(at_the_desk, seen=15 * 60)

    answer = at_the_desk.get("/pages/x/?law=rmi")

    assert answer.url == "/sign-in/?next=%2Fpages%2Fx%2F%3Flaw%3Drmi&why=idle"
    assert "away for 15 minutes" in at_the_desk.get(answer.url).content.decode()


def test_being_seen_is_written_at_most_once_a_minute(at_the_desk, an):
    sign_in(at_the_desk, an)
    seen = at_the_desk.session["visit"]["seen"]

    at_the_desk.get("/")
    assert at_the_desk.session["visit"]["seen"] == seen

    _make_older(at_the_desk, seen=14 * 60)
    at_the_desk.get("/")
    assert at_the_desk.session["visit"]["seen"] > seen - 60


def test_after_twelve_hours_one_signs_in_again(at_the_desk, an):
    sign_in(at_the_desk, an)
    _make_older(at_the_desk, began=timedelta(hours=12).total_seconds())

    assert "why=too-long" in at_the_desk.get("/").url


def test_a_revoked_card_ends_the_session_that_it_opened(at_the_desk, an):
    sign_in(at_the_desk, an)
    code_card.revoke_card(an.person)

    assert "why=card-ended" in at_the_desk.get("/").url


def test_a_closed_account_is_out_at_the_next_click(at_the_desk, an):
    sign_in(at_the_desk, an)
    an.person.is_active = False
    an.person.save()

    assert at_the_desk.get("/").status_code == 302


def test_a_session_with_a_person_but_without_two_factors_is_nobody(at_the_desk, an):
    at_the_desk.force_login(an.person)

    assert at_the_desk.get("/").status_code == 302


@pytest.mark.parametrize("address", ["/signup/", "/sign-in/signup/", "/password/reset/", "/login/", "/accounts/login/", "/email/", "/inactive/"])
def test_no_other_address_of_the_sign_in_library_exists(at_the_desk, an, address):
    assert at_the_desk.get(address).status_code == 404


def _make_older(client, **ages: float) -> None:
    session = client.session
    visit = session["visit"]
    for name, seconds in ages.items():
        visit[name] -= seconds
    session["visit"] = visit
    session.save()
