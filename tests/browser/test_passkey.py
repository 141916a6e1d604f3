"""A passkey in a real browser: the browser's own stand-in for a security key makes it and signs with it."""

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from institutional_pages.audit.models import Event
from tests.browser.looking import look
from tests.browser.test_eid import sign_out, type_code, type_password
from tests.web.visitors import make_institution, make_network, make_visitor

DEVICE = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def an(committed_database):
    """Employed at Lier, whose network is this machine."""
    return make_visitor("an", make_institution("OCMW Lier", make_network(cidr="127.0.0.0/8")))


@pytest.fixture
def origin(an, settings):
    """Where this process serves the product: by a name, since a passkey is bound to one."""
    thread = LiveServerThread("localhost", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    settings.BASE_URL = f"http://localhost:{thread.port}"
    settings.SECOND_FACTORS = ["passkey", "code-app", "code-card", "recovery-code"]
    yield settings.BASE_URL
    thread.terminate()


@pytest.fixture
def page(chromium, origin):
    """A page of the product, with a security key in the machine."""
    context = chromium.new_context(base_url=origin, locale="nl", viewport={"width": 1366, "height": 768})
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.device = context.new_cdp_session(page)
    page.device.send("WebAuthn.enable")
    page.authenticator = page.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    yield page
    context.close()


def sign_in_by_card(page, an) -> None:
    type_password(page, an)
    type_code(page, an)


def test_a_passkey_is_added_and_then_opens(page, an):
    sign_in_by_card(page, an)
    page.goto("/account/passkey/")
    assert look(page) == []
    page.fill("[name=name]", "Sleutel aan mijn bos")
    page.click("#passkey button")
    page.wait_for_selector("text=Sleutel aan mijn bos")
    assert look(page) == []
    sign_out(page)

    type_password(page, an)
    page.wait_for_url("**/sign-in/passkey/")
    assert look(page) == []
    page.click("#passkey button")
    page.wait_for_selector("header form[action='/sign-out/']")

    assert '"means":"password+passkey"' in Event.objects.filter(verb="signed-in").latest("pk").text.canonical


def test_who_stops_is_told_and_may_press_again(page, an):
    sign_in_by_card(page, an)
    page.goto("/account/passkey/")
    page.fill("[name=name]", "Andere")
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new DOMException('the person went away', 'NotAllowedError')) }")

    page.click("#passkey button")

    page.wait_for_selector("#passkey-says:has-text('gestopt')")
    assert page.is_enabled("#passkey button")
    assert look(page) == []
