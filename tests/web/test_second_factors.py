"""Beside the code card: the app, recovery codes, the password once more before what gives access, and the list of one's sessions."""

import re
import time

import pyotp
import pytest

from institutional_pages.audit.models import Event
from institutional_pages.identity import code_app, code_card
from institutional_pages.identity.models import CodeApp, Session
from institutional_pages.web import visits
from tests.web.visitors import OUTSIDE, PASSWORD, asked_number, browser, make_visitor, sign_in, signed_in_browser, type_password


@pytest.fixture
def with_app(an):
    """An, with an app; its last code is long ago."""
    app = code_app.begin_app(an.person)
    code_app.confirm_app(app, pyotp.TOTP(code_app.secret_of(app)).now())
    CodeApp.objects.update(last_step=0)
    return an


def shown_by(visitor) -> str:
    return pyotp.TOTP(code_app.secret_of(code_app.standing_app(visitor.person))).now()


def long_ago(client, seconds: float = 16 * 60) -> None:
    """The password was typed so long ago, and the session has gone on since."""
    session = client.session
    session[visits.SESSION_KEY]["proved"] = time.time() - seconds
    session.save()


def test_who_has_an_app_is_asked_for_it_and_may_use_the_card_instead(at_the_desk, with_app):
    assert type_password(at_the_desk, with_app).url == "/sign-in/app/"
    page = at_the_desk.get("/sign-in/app/").content.decode()
    assert "Use a code of my card" in page

    answer = at_the_desk.post("/sign-in/code/", {"code": with_app.codes[asked_number(at_the_desk)]})

    assert answer.url == "/"
    assert '"means":"password+code-card"' in Event.objects.get(verb="signed-in").text.canonical


def test_a_code_of_the_app_opens_once(with_app):
    first, second = browser(), browser()
    type_password(first, with_app)
    type_password(second, with_app)
    code = shown_by(with_app)

    assert first.post("/sign-in/app/", {"code": code}).url == "/"
    answer = second.post("/sign-in/app/", {"code": code})

    assert answer.status_code == 422
    assert "each works once" in answer.content.decode()
    assert '"means":"password+code-app"' in Event.objects.get(verb="signed-in").text.canonical


def test_ten_wrong_codes_lock_the_app_and_the_card_still_opens(with_app):
    client = browser()
    type_password(client, with_app)
    for _ in range(10):
        answer = client.post("/sign-in/app/", {"code": "000000 0"})

    assert answer.url == "/sign-in/code/"
    assert type_password(browser(), with_app).url == "/sign-in/code/"
    assert sign_in(browser(), with_app).url == "/"


def test_who_has_only_a_locked_app_is_told_who_helps(lier):
    bea = make_visitor("bea", lier, card=False)
    app = code_app.begin_app(bea.person)
    code_app.confirm_app(app, pyotp.TOTP(code_app.secret_of(app)).now())
    CodeApp.objects.update(failures=10)

    answer = type_password(browser(), bea)

    assert answer.status_code == 403
    assert "your app is locked" in answer.content.decode()


def test_a_recovery_code_opens_when_the_card_is_stopped(at_the_desk, an):
    sheet = code_card.make_recovery_sheet(an.person)
    code_card.revoke_card(an.person)

    assert type_password(at_the_desk, an).url == "/sign-in/recovery/"
    number = at_the_desk.get("/sign-in/recovery/").context["asked"].number
    wrong = at_the_desk.post("/sign-in/recovery/", {"code": "AAAAAA"})
    assert f"Type code number {number} of your recovery codes" in wrong.content.decode()
    assert at_the_desk.post("/sign-in/recovery/", {"code": sheet.codes[number]}).url == "/"

    assert at_the_desk.get("/account/").status_code == 200
    assert '"means":"password+recovery-code"' in Event.objects.get(verb="signed-in").text.canonical


def test_a_means_that_somebody_has_not_leads_to_the_one_they_have(at_the_desk, an):
    type_password(at_the_desk, an)

    assert at_the_desk.get("/sign-in/app/").url == "/sign-in/code/"
    assert at_the_desk.post("/sign-in/recovery/", {"code": "AAAAAA"}).url == "/sign-in/code/"


@pytest.mark.parametrize("address", ["/sign-in/app/", "/sign-in/recovery/"])
def test_no_second_factor_is_asked_of_who_typed_no_password_or_knocks_from_outside(an, address):
    assert browser().get(address).url == "/sign-in/"
    assert browser(OUTSIDE).get(address).status_code == 403


def test_an_app_is_added_in_the_settings(an):
    client = signed_in_browser(an.person)
    page = client.get("/account/app/").content.decode()
    key = re.search(r'<code class="typed">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    assert "<svg" in page
    assert client.post("/account/app/", {"code": "000000 0"}).status_code == 422

    answer = client.post("/account/app/", {"code": pyotp.TOTP(key).now()})

    assert answer.url == "/account/"
    assert "Remove the app" in client.get("/account/").content.decode()
    assert key not in client.get("/account/").content.decode()
    assert client.get("/account/app/").url == "/account/"
    assert client.post("/account/app/remove/").url == "/account/"
    assert code_app.standing_app(an.person) is None


def test_recovery_codes_are_shown_once(an):
    client = signed_in_browser(an.person)
    stamp = {"stamp": client.get("/account/").context["stamp"]}

    first = client.post("/account/recovery-codes/", stamp)
    again = client.post("/account/recovery-codes/", stamp)

    assert len(re.findall(r'<dd class="typed">\w{3} \w{3}</dd>', first.content.decode())) == 10
    assert again.url == "/account/"
    assert "these are gone" in client.get("/account/").content.decode()


def test_a_means_that_the_installation_does_not_know_has_no_page(an, settings):
    settings.SECOND_FACTORS = ["code-card"]
    client = signed_in_browser(an.person)

    assert client.get("/account/app/").status_code == 404
    assert client.post("/account/recovery-codes/", {"stamp": "none"}).status_code == 404
    assert "App on my telephone" not in client.get("/account/").content.decode()


def test_after_a_quarter_of_an_hour_the_password_is_asked_before_the_form_is_shown(an):
    client = signed_in_browser(an.person)
    long_ago(client)

    answer = client.get("/account/app/")

    assert answer.url == "/sign-in/again/?next=%2Faccount%2Fapp%2F"
    assert "Your password once more" in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"password": PASSWORD}).url == "/account/app/"
    assert client.get("/account/app/").status_code == 200
    assert Event.objects.filter(verb="proved-again").count() == 1


def test_a_button_pressed_after_half_an_hour_asks_and_leads_back_to_its_page(an):
    client = signed_in_browser(an.person)
    long_ago(client, 31 * 60)

    answer = client.post("/account/recovery-codes/", {"stamp": "none"}, headers={"referer": "http://testserver/account/"})

    assert answer.url == "/sign-in/again/?next=%2Faccount%2F"
    assert code_card.recovery_sheet(an.person) is None


def test_a_page_elsewhere_is_no_way_back(an):
    client = signed_in_browser(an.person)
    long_ago(client, 31 * 60)

    answer = client.post("/account/recovery-codes/", {"stamp": "none"}, headers={"referer": "http://elsewhere.example/trap/"})

    assert answer.url == "/sign-in/again/"
    assert client.post("/sign-in/again/?next=https://elsewhere.example/", {"password": PASSWORD}).url == "/"


def test_a_wrong_password_proves_nothing_and_counts(an):
    client = signed_in_browser(an.person)
    long_ago(client)
    for _ in range(5):
        answer = client.post("/sign-in/again/", {"password": "wrong"})

    assert answer.status_code == 422
    assert "You can try again at" in answer.content.decode()
    assert client.post("/sign-in/again/", {"password": PASSWORD}).status_code == 422
    assert client.get("/account/app/").status_code == 302


def test_reading_asks_for_no_password_again(an):
    client = signed_in_browser(an.person)
    long_ago(client, 10 * 3600)

    assert client.get("/account/").status_code == 200
    assert client.get("/account/sessions/").status_code == 200


def test_one_sees_where_one_is_signed_in_and_ends_a_session(an):
    here, elsewhere = browser(), browser("10.20.0.8")
    sign_in(here, an)
    sign_in(elsewhere, an)

    page = here.get("/account/sessions/")
    keys = [one.key for one in page.context["sessions"] if one.key != page.context["here"]]
    assert (len(page.context["sessions"]), len(keys)) == (2, 1)
    assert "10.20.0.8" in page.content.decode()
    here.post("/account/sessions/", {"key": keys[0]})

    assert elsewhere.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert len(here.get("/account/sessions/").context["sessions"]) == 1
    assert keys[0] in Event.objects.get(verb="signed-out").text.canonical


def test_nobody_ends_the_session_of_another(an, lier):
    bea = make_visitor("bea", lier)
    hers, mine = browser(), browser()
    sign_in(hers, bea)
    sign_in(mine, an)
    key = hers.get("/account/sessions/").context["here"]

    mine.post("/account/sessions/", {"key": key})

    assert hers.get("/account/").status_code == 200


def test_a_session_is_kept_with_its_person_and_goes_with_the_sign_out(an):
    client = browser()
    sign_in(client, an)
    assert Session.objects.filter(person=an.person).count() == 1

    client.post("/sign-out/")

    assert not Session.objects.filter(person=an.person).exists()
