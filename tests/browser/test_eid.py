"""The eID card in a real browser: a stand-in answers for the extension of Web eID, with a card of our own authority."""

import json
import re

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from institutional_pages.audit.models import Event
from tests.browser.looking import look
from tests.eid.conftest import responder  # noqa: F401 - a fixture
from tests.web.test_eid import authority, card  # noqa: F401 - fixtures
from tests.web.visitors import make_institution, make_network, make_visitor

# What the extension does, seen from the page: it takes the question up at once, and answers when the PIN is typed.
EXTENSION = """
window.addEventListener("message", async (event) => {
  if (event.data?.action !== "web-eid:authenticate") return;
  window.postMessage({ action: "web-eid:authenticate-ack" }, window.location.origin);
  const answer = await window.card(event.data.challengeNonce, event.data.options.lang);
  window.postMessage(answer, window.location.origin);
});
"""


@pytest.fixture
def an(committed_database):
    """Employed at Lier, whose network is this machine."""
    return make_visitor("an", make_institution("OCMW Lier", make_network(cidr="127.0.0.0/8")))


@pytest.fixture
def origin(an, authority, settings):  # noqa: F811
    """Where this process serves the product."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    settings.BASE_URL = f"http://127.0.0.1:{thread.port}"
    yield settings.BASE_URL
    thread.terminate()


@pytest.fixture
def at_the_reader(chromium, origin):
    """A page of the product."""
    context = chromium.new_context(base_url=origin, locale="nl", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def with_extension(page, answer) -> None:
    """`answer` is what the card does with a question."""
    page.expose_function("card", answer)
    page.add_init_script(EXTENSION)


def signs(card, origin):  # noqa: F811
    return lambda nonce, _: {"action": "web-eid:authenticate-success", **json.loads(card.answer(nonce, origin=origin))}


def press(page) -> None:
    page.click("#eid button")


def type_password(page, visitor) -> None:
    page.goto("/sign-in/")
    page.fill("[name=login]", visitor.login)
    page.fill("[name=password]", visitor.password)
    page.click("main button")


def type_code(page, visitor) -> None:
    page.wait_for_selector("[name=code]")
    page.fill("[name=code]", visitor.codes[int(re.search(r"\d+", page.inner_text("main strong"))[0])])
    page.click("main button")
    page.wait_for_selector("header form[action='/sign-out/']")


def add_card(page, visitor) -> None:
    type_password(page, visitor)
    type_code(page, visitor)
    page.goto("/account/eid/")
    press(page)
    page.wait_for_selector("text=De eID-kaart is toegevoegd")


def sign_out(page) -> None:
    page.click("header form[action='/sign-out/'] button")
    page.wait_for_selector("[name=login]")


def test_a_card_is_added_and_then_opens(at_the_reader, an, card, origin):  # noqa: F811
    page = at_the_reader
    with_extension(page, signs(card, origin))
    add_card(page, an)
    sign_out(page)

    type_password(page, an)
    page.wait_for_url("**/sign-in/eid/")
    assert look(page) == []
    press(page)
    page.wait_for_selector("header form[action='/sign-out/']")

    assert '"means":"password+eid"' in Event.objects.filter(verb="signed-in").latest("pk").text.canonical


def test_what_goes_wrong_is_said_and_the_button_can_be_pressed_again(at_the_reader, an):
    page, told = at_the_reader, {}
    type_password(page, an)
    type_code(page, an)
    page.goto("/account/eid/")
    press(page)
    page.wait_for_selector("#eid-says:has-text('extensie')")  # nobody has taken the question up

    with_extension(page, lambda *_: {"action": "web-eid:authenticate-failure", "error": {"code": told["code"]}})
    page.reload()
    for code, words in (("ERR_WEBEID_USER_CANCELLED", "gestopt"), ("ERR_WEBEID_NATIVE_FATAL", "lezer")):
        told["code"] = code
        press(page)
        page.wait_for_selector(f"#eid-says:has-text('{words}')")

    assert page.is_enabled("#eid button")
    assert look(page) == []


def test_a_revoked_card_is_refused_with_another_way_beside(at_the_reader, an, card, authority, origin):  # noqa: F811
    page = at_the_reader
    with_extension(page, signs(card, origin))
    add_card(page, an)
    sign_out(page)
    authority.revoked.add(card.certificate.serial_number)

    type_password(page, an)
    press(page)
    page.wait_for_selector(".errors")

    assert look(page) == []
    page.click("main a[href='/sign-in/code/']")
    type_code(page, an)
