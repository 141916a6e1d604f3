"""My settings at the door: the first own password, changing it, the code card, signing out everywhere."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse
from django.urls.converters import UUIDConverter
from django.utils import timezone

from institutional_pages.access.account_actions import renew_password
from institutional_pages.access.models import Appointment
from institutional_pages.audit.models import Event
from institutional_pages.identity import code_card, passwords
from institutional_pages.identity.models import Person, SignInFailures
from tests.web.visitors import (
    PASSWORD,
    SINCE,
    Visitor,
    asked_number,
    browser,
    make_institution,
    make_president,
    make_visitor,
    sign_in,
    type_password,
)

OWN = "drie blauwe fietsen"


@pytest.fixture
def newcomer(an):
    """Signs in with a password that somebody else made."""
    Person.objects.filter(pk=an.person.pk).update(password_is_temporary=True)
    return an


@pytest.fixture
def ministry_member(db):
    """Of the Security Cell."""
    greet = make_visitor("greet", make_institution("Ministry", kind="ministry"), card=False).person
    Appointment.objects.create(person=greet, role="security-cell", valid_from=SINCE, by_command_line=True)
    return greet


@pytest.fixture
def inside(at_the_desk, an):
    """An has signed in with both factors."""
    sign_in(at_the_desk, an)
    return at_the_desk


def text(answer) -> str:
    return answer.content.decode()


def speak_english(client) -> None:
    client.post("/language/", {"language": "en", "next": "/"})


def keep(client, new: str = OWN, again: str | None = None, **extra: str):
    return client.post("/account/first-password/", {"new": new, "again": new if again is None else again, **extra})


def change(client, current: str = PASSWORD, new: str = OWN):
    return client.post("/account/password/", {"current": current, "new": new, "again": new})


def kept(visitor: Visitor) -> Person:
    return Person.objects.get(pk=visitor.person.pk)


def every_address(patterns=None) -> Iterator[tuple[str, str]]:
    """Name and an example of each address, with made-up numbers in it."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if str(one.pattern).startswith("api/"):  # for machines, which have no session
            continue
        if hasattr(one, "url_patterns"):
            yield from every_address(one.url_patterns)
        else:
            examples = {name: uuid4() if isinstance(kind, UUIDConverter) else 1 for name, kind in one.pattern.converters.items()}
            yield one.name, reverse(one.name, kwargs=examples)


def leads_to_the_choice(answer) -> bool:
    return answer.status_code == 302 and answer.url.startswith("/account/first-password/")


@pytest.mark.parametrize("address", ["/", "/account/", "/account/password/", "/history/", "/audit/", "/pages/{page}/", "/pages/{page}/access/"])
def test_on_a_temporary_password_every_screen_leads_to_the_choice_of_an_own_one(at_the_desk, newcomer, lier, address):
    make_president(newcomer, lier)
    sign_in(at_the_desk, newcomer)

    answer = at_the_desk.get(address.format(page=lier.uuid))

    assert answer.status_code == 302
    assert answer.url.startswith("/account/first-password/")
    assert at_the_desk.post(address.format(page=lier.uuid), {}).status_code in (302, 404)


def test_every_address_of_the_product_but_five_is_closed_to_who_has_a_temporary_password(at_the_desk, newcomer):
    sign_in(at_the_desk, newcomer)

    open_to_them = {name for name, address in every_address() if not leads_to_the_choice(at_the_desk.get(address))}

    assert open_to_them == {"first-password", "account_logout", "language", "healthz", "readyz"}


def test_a_piece_of_a_page_is_not_given_either(at_the_desk, newcomer, lier):
    sign_in(at_the_desk, newcomer)

    answer = at_the_desk.get(f"/pages/{lier.uuid}/", headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/account/first-password/"
    assert answer.content == b""


def test_the_screen_of_choice_shows_no_way_round(at_the_desk, newcomer, lier):
    make_president(newcomer, lier)
    sign_in(at_the_desk, newcomer)
    speak_english(at_the_desk)

    shown = text(at_the_desk.get("/account/first-password/"))

    assert "Choose your own password" in shown
    assert f"/pages/{lier.uuid}/" not in shown
    assert "Sign out" in shown


def test_after_the_choice_one_goes_on_to_where_one_wanted_to_be(at_the_desk, newcomer):
    sign_in(at_the_desk, newcomer)
    way = at_the_desk.get("/history/?page=2").url

    answer = keep(at_the_desk, next="/history/?page=2")

    assert way == "/account/first-password/?next=%2Fhistory%2F%3Fpage%3D2"
    assert (answer.status_code, answer.url) == (302, "/history/?page=2")
    assert at_the_desk.get("/history/").status_code == 200
    assert kept(newcomer).check_password(OWN)


def test_the_choice_sends_nobody_to_another_site(at_the_desk, newcomer):
    sign_in(at_the_desk, newcomer)

    assert keep(at_the_desk, next="https://elsewhere.example/").url == "/"


def test_a_second_click_and_a_later_visit_go_on_without_asking_again(at_the_desk, newcomer):
    sign_in(at_the_desk, newcomer)
    keep(at_the_desk)

    assert keep(at_the_desk).url == "/"
    assert at_the_desk.get("/account/first-password/").url == "/"
    assert sign_in(browser(), Visitor(newcomer.person, newcomer.codes, OWN)).url == "/"
    assert Event.objects.filter(verb="password.changed").count() == 1


@pytest.mark.parametrize(
    ("new", "again", "told"),
    [
        ("kort", None, "too short"),
        ("password123", None, "too common"),
        ("An Peeters", None, "too similar"),
        (PASSWORD, None, "the password that you have now"),
        (OWN, "drie blauwe fiets", "not the same password"),
        ("", None, "required"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_told_and_nothing_is_kept(at_the_desk, newcomer, new, again, told):
    sign_in(at_the_desk, newcomer)
    speak_english(at_the_desk)

    answer = keep(at_the_desk, new, again)

    assert answer.status_code == 422
    assert told in text(answer)
    assert "<title>Error:" in text(answer)
    assert kept(newcomer).password_is_temporary
    assert new == "" or f'value="{new}"' not in text(answer)


def test_a_renewed_password_closes_the_screens_again(inside, an, lier, ministry_member):
    renew_password(administrator=ministry_member, institution=lier, person=kept(an))

    assert inside.get("/history/").url.startswith("/sign-in/")
    assert "password was changed" in text(inside.get("/sign-in/?why=password-changed"))


def test_the_password_is_changed_and_this_session_goes_on_while_all_others_end(inside, an):
    elsewhere = browser()
    sign_in(elsewhere, an)

    answer = change(inside)

    assert answer.url == "/account/"
    assert inside.get("/account/").status_code == 200
    gone = elsewhere.get("/history/")
    assert gone.url == "/sign-in/?next=%2Fhistory%2F&why=password-changed"
    assert elsewhere.get("/history/").url == "/sign-in/?next=%2Fhistory%2F"
    assert kept(an).check_password(OWN)


def test_the_cookie_of_before_the_change_opens_nothing(inside, an):
    thief = browser()
    thief.cookies["session"] = inside.cookies["session"].value

    change(inside)

    assert thief.get("/history/").status_code == 302


def test_a_sign_in_that_was_half_way_begins_anew_after_a_change(inside, an):
    half_way = browser()
    type_password(half_way, an)
    number = asked_number(half_way)

    change(inside)

    assert half_way.post("/sign-in/code/", {"code": an.codes[number]}).url == "/sign-in/"
    assert half_way.get("/history/").status_code == 302


def test_a_wrong_present_password_counts_as_at_sign_in(inside, an):
    speak_english(inside)
    answers = [text(change(inside, current="wrong")) for _ in range(5)]
    right_but_too_late = change(inside)

    assert "This is not your present password" in answers[0]
    assert SignInFailures.objects.get(login=passwords.login_key(an.login)).failures == 5
    assert right_but_too_late.status_code == 422
    until = timezone.localtime(SignInFailures.objects.get(login=passwords.login_key(an.login)).waits_until)
    assert f"{until:%H:%M}" in text(right_but_too_late)
    assert kept(an).check_password(PASSWORD)
    assert '"code":"wrong-password"' in Event.objects.filter(verb="refused").first().text.canonical
    assert type_password(browser(), an).status_code == 422


def test_a_weak_new_password_is_told_before_the_present_one_is_looked_at(inside, an):
    answer = change(inside, current="wrong", new="kort")

    assert answer.status_code == 422
    assert not SignInFailures.objects.filter(failures__gt=0).exists()


def test_nobody_else_changes_a_password(at_the_desk, an):
    assert change(at_the_desk).url.startswith("/sign-in/")
    assert at_the_desk.get("/account/").url.startswith("/sign-in/")
    assert at_the_desk.post("/account/sign-out-everywhere/").url.startswith("/sign-in/")
    assert not Event.objects.filter(verb__in=["password.changed", "signed-out.everywhere"]).exists()


def test_signing_out_everywhere_ends_every_session_at_the_next_click(inside, an):
    elsewhere = browser()
    sign_in(elsewhere, an)

    answer = inside.post("/account/sign-out-everywhere/")

    assert answer.url == "/sign-in/?why=out-everywhere"
    assert inside.get("/history/").url.startswith("/sign-in/")
    assert elsewhere.get("/history/").url == "/sign-in/?next=%2Fhistory%2F&why=everywhere"
    assert Event.objects.filter(verb="signed-out.everywhere").count() == 1
    assert '"reason":"everywhere"' in Event.objects.get(verb="signed-out").text.canonical


def test_after_signing_out_everywhere_one_signs_in_again_and_stays(inside, an):
    inside.post("/account/sign-out-everywhere/")
    again = browser()

    sign_in(again, an)

    assert again.get("/history/").status_code == 200
    assert again.get("/history/").status_code == 200


def test_signing_out_everywhere_by_a_link_is_not_possible(inside):
    assert inside.get("/account/sign-out-everywhere/").status_code == 405


def test_my_settings_lead_to_everything_of_ones_own_and_stand_behind_ones_name(inside, an):
    speak_english(inside)

    shown = text(inside.get("/account/"))

    for found in ('href="/account/password/"', 'href="/history/"', "Sign out everywhere", code_card.standing_card(an.person).number):
        assert found in shown
    assert 'href="/account/"' in text(inside.get("/history/"))


def test_the_warning_of_few_codes_comes_once_a_session_and_stands_on_my_settings(at_the_desk, an):
    Person.objects.filter(pk=an.person.pk).update(language="en")
    for position in range(1, 16):
        code_card.use_code(code_card.standing_card(an.person), position, an.codes[position])
    sign_in(at_the_desk, an)
    told = "You have 8 codes left. Ask your local administrator for a new card."

    assert told in text(at_the_desk.get("/history/"))
    assert told not in text(at_the_desk.get("/history/"))
    assert told in text(at_the_desk.get("/account/"))


def test_nine_codes_are_enough_to_say_nothing(at_the_desk, an):
    Person.objects.filter(pk=an.person.pk).update(language="en")
    for position in range(1, 15):
        code_card.use_code(code_card.standing_card(an.person), position, an.codes[position])

    sign_in(at_the_desk, an)

    assert "Ask your local administrator for a new card" not in text(at_the_desk.get("/account/"))


@pytest.mark.parametrize(("left", "told"), [(1, "You have one code left."), (0, "You have used the last code of your card.")])
def test_the_last_codes_have_words_of_their_own(at_the_desk, an, left, told):
    Person.objects.filter(pk=an.person.pk).update(language="en")
    for position in range(1, 24 - left):
        code_card.use_code(code_card.standing_card(an.person), position, an.codes[position])

    sign_in(at_the_desk, an)

    assert told in text(at_the_desk.get("/account/"))


def test_a_session_begun_before_is_over_however_long_ago(inside, an):
    Person.objects.filter(pk=an.person.pk).update(sessions_end_before=timezone.now() - timedelta(hours=1))
    assert inside.get("/history/").status_code == 200

    Person.objects.filter(pk=an.person.pk).update(sessions_end_before=timezone.now())
    assert inside.get("/history/").status_code == 302
