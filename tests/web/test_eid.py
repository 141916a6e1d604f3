"""The eID card beside the password: added by its holder, then asked for first; nobody comes in with the card of another, and no number is kept."""

import json
import re

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from institutional_pages.audit.models import Event
from institutional_pages.identity import holders
from institutional_pages.identity.models import Holder
from tests.eid.authority import NUMBER, POLICY, Answering, Authority, name
from tests.eid.conftest import responder  # noqa: F401 - a fixture
from tests.web.visitors import asked_number, browser, make_visitor, signed_in_browser, type_password

ORIGIN = "https://pages.example"


@pytest.fixture
def authority(responder, settings, tmp_path):  # noqa: F811
    """The installation believes its cards."""
    made = Authority(responder.url)
    responder.behaviour = Answering(authority=made, revoked_list=made.revoked_list)
    file = tmp_path / "authorities.pem"
    file.write_bytes(made.certificate.public_bytes(Encoding.PEM))
    settings.EID_AUTHORITIES, settings.EID_POLICIES, settings.HOLDER_KEY, settings.BASE_URL = file, [POLICY], "k" * 32, ORIGIN
    settings.SECOND_FACTORS = ["eid", "code-app", "code-card", "recovery-code"]
    return made


@pytest.fixture
def card(authority, responder):  # noqa: F811
    """The eID of An."""
    return issued(authority, responder)


def issued(authority, server, **facts):
    made = authority.issue(**facts)
    server.behaviour.cards[made.certificate.serial_number] = made.certificate
    return made


def asked(answer) -> str:
    """What the card is to sign."""
    return re.search(r'data-nonce="([^"]+)"', answer.content.decode())[1]


@pytest.fixture
def with_eid(an, card):
    client = signed_in_browser(an.person)
    client.post("/account/eid/", {"token": card.answer(asked(client.get("/account/eid/")))})
    return an


def answer_with(client, card, address="/sign-in/eid/"):
    return client.post(address, {"token": card.answer(asked(client.get(address)))})


def test_a_card_is_added_in_the_settings_and_only_a_keyed_hash_is_kept(with_eid):
    kept = Holder.objects.get()

    assert (kept.person, len(kept.holder)) == (with_eid.person, 64)
    texts = "".join(event.text.canonical for event in Event.objects.all())
    assert NUMBER not in texts + kept.holder
    assert '"means":"eid"' in texts
    assert "Remove the eID card" in signed_in_browser(with_eid.person).get("/account/").content.decode()


def test_who_has_added_it_signs_in_with_it(with_eid, card):
    client = browser()

    assert type_password(client, with_eid).url == "/sign-in/eid/"
    assert answer_with(client, card).url == "/"

    event = Event.objects.get(verb="signed-in").text.canonical
    assert '"means":"password+eid"' in event
    assert '"level":"AAL3"' in event
    assert client.get("/account/").status_code == 200


def test_a_new_card_of_the_same_person_opens_too(with_eid, authority, responder):  # noqa: F811
    client = browser()
    type_password(client, with_eid)

    assert answer_with(client, issued(authority, responder)).url == "/"


def test_the_card_of_another_opens_nothing(with_eid, authority, responder):  # noqa: F811
    other = issued(authority, responder, change=lambda says: says.update(subject=name("B", SERIAL_NUMBER="85073003329", COUNTRY_NAME="BE")))
    client = browser()
    type_password(client, with_eid)

    answer = answer_with(client, other)

    assert answer.status_code == 422
    assert "not the eID card that belongs to this account" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert '"reason":"eid-of-another"' in Event.objects.get(verb="sign-in.refused").text.canonical


def test_an_answer_counts_once_and_only_for_what_was_asked(with_eid, card):
    client = browser()
    type_password(client, with_eid)
    token = card.answer(asked(client.get("/sign-in/eid/")))
    client.get("/sign-in/eid/")  # asked anew: the first question is void

    assert client.post("/sign-in/eid/", {"token": token}).status_code == 422
    fresh = card.answer(asked(client.get("/sign-in/eid/")))
    broken = json.dumps({**json.loads(fresh), "signature": "AAAA"})
    assert client.post("/sign-in/eid/", {"token": broken}).status_code == 422
    assert client.post("/sign-in/eid/", {"token": fresh}).status_code == 422  # the question was used up by the wrong answer
    assert client.get("/account/").status_code == 302


def test_an_answer_given_elsewhere_opens_nothing_here(with_eid, card):
    here, elsewhere = browser(), browser()
    for client in (here, elsewhere):
        type_password(client, with_eid)
    token = card.answer(asked(elsewhere.get("/sign-in/eid/")))
    here.get("/sign-in/eid/")

    assert here.post("/sign-in/eid/", {"token": token}).status_code == 422


def test_a_revoked_card_opens_nothing_and_another_way_is_offered(with_eid, card, authority):
    authority.revoked.add(card.certificate.serial_number)
    client = browser()
    type_password(client, with_eid)

    answer = answer_with(client, card)

    assert "reported lost or stolen" in answer.content.decode()
    assert "Use a code of my card" in answer.content.decode()
    assert client.post("/sign-in/code/", {"code": with_eid.codes[asked_number(client)]}).url == "/"


def test_a_card_names_one_account(with_eid, card, lier):
    bea = signed_in_browser(make_visitor("bea", lier).person)

    answer = answer_with(bea, card, "/account/eid/")

    assert answer.status_code == 422
    assert "Somebody signs in with this already" in answer.content.decode()
    assert Holder.objects.count() == 1


def test_the_same_card_again_changes_nothing(with_eid, card):
    client = signed_in_browser(with_eid.person)
    before = Event.objects.count()

    assert answer_with(client, card, "/account/eid/").url == "/account/"
    assert (Event.objects.count(), Holder.objects.count()) == (before, 1)


def test_a_removed_card_opens_nothing(with_eid):
    client = signed_in_browser(with_eid.person)

    assert client.post("/account/eid/remove/").url == "/account/"
    assert holders.standing_holder(with_eid.person, "eid") is None
    assert type_password(browser(), with_eid).url == "/sign-in/code/"
    assert "no eID card to remove" in client.post("/account/eid/remove/", follow=True).content.decode()


def test_without_authorities_there_is_no_eid(an):
    client = signed_in_browser(an.person)

    assert client.get("/account/eid/").status_code == 404
    assert "eID" not in client.get("/account/").content.decode()


def test_who_has_no_eid_is_not_asked_for_one(authority, an):
    client = browser()

    assert client.get("/sign-in/eid/").url == "/sign-in/"
    assert type_password(client, an).url == "/sign-in/code/"
    assert client.get("/sign-in/eid/").url == "/sign-in/code/"
