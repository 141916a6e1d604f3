"""A passkey beside the password: made by a device for this site alone; a copy, another site and another person open nothing."""

import html
import re

import pytest

from institutional_pages.access.errors import OwnAccountClosed
from institutional_pages.access.own_means_actions import add_passkey, remove_passkey
from institutional_pages.audit.models import Event
from institutional_pages.identity.models import Passkey, Person
from institutional_pages.identity.passkeys import NewPasskey
from institutional_pages.notices.models import Notice
from tests.web.soft_key import SoftKey
from tests.web.visitors import asked_number, browser, make_visitor, signed_in_browser, type_password

ORIGIN = "https://pages.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.BASE_URL = ORIGIN
    settings.SECOND_FACTORS = ["eid", "passkey", "code-app", "code-card", "recovery-code"]


@pytest.fixture
def key():
    return SoftKey(ORIGIN)


def asked(answer) -> str:
    """What the device is asked."""
    return html.unescape(re.search(r'data-options="([^"]+)"', answer.content.decode())[1])


def added(client, key, name="Sleutel aan mijn bos", **changed):
    return client.post("/account/passkey/", {"name": name, "answer": key.makes(asked(client.get("/account/passkey/")), **changed)})


@pytest.fixture
def with_key(an, key):
    added(signed_in_browser(an.person), key)
    return an


def half_way_in(visitor):
    client = browser()
    type_password(client, visitor)
    return client


def answered(client, key, **changed):
    return client.post("/sign-in/passkey/", {"answer": key.signs(asked(client.get("/sign-in/passkey/")), **changed)})


def written() -> int:
    return Event.objects.count() + Notice.objects.count() + Passkey.objects.count()


def test_a_passkey_is_added_in_the_settings_and_its_owner_is_told(with_key):
    page = signed_in_browser(with_key.person).get("/account/").content.decode()

    assert "Sleutel aan mijn bos" in page
    assert '"means":"passkey"' in Event.objects.get(verb="means.added").text.canonical
    assert Notice.objects.get(kind="means_added").to == with_key.person.email


def test_who_has_one_is_asked_for_it_and_comes_in(with_key, key):
    client = browser()
    assert type_password(client, with_key).url == "/sign-in/passkey/"

    assert answered(client, key).url == "/"

    assert client.get("/account/").status_code == 200
    event = Event.objects.get(verb="signed-in").text.canonical
    assert '"means":"password+passkey"' in event
    assert '"level":"AAL2"' in event
    assert Passkey.objects.get().uses == 1


def test_the_card_opens_still(with_key):
    client = half_way_in(with_key)
    assert "Use a code of my card" in client.get("/sign-in/passkey/").content.decode()

    assert client.post("/sign-in/code/", {"code": with_key.codes[asked_number(client)]}).url == "/"


def test_what_was_signed_for_another_site_opens_nothing(with_key, key):
    client = half_way_in(with_key)

    answer = answered(client, key, origin="https://pages.example.evil")

    assert answer.status_code == 422
    assert "did not prove that it is yours" in answer.content.decode()
    assert '"reason":"passkey"' in Event.objects.get(verb="sign-in.refused").text.canonical
    assert client.get("/account/").status_code == 302


def test_the_key_of_another_opens_nothing(with_key, key, lier):
    bea, hers = make_visitor("bea", lier), SoftKey(ORIGIN)
    added(signed_in_browser(bea.person), hers)

    assert answered(half_way_in(with_key), hers).status_code == 422
    assert answered(half_way_in(bea), key).status_code == 422


def test_an_answer_counts_once_and_only_for_what_was_asked(with_key, key):
    client, other = half_way_in(with_key), half_way_in(with_key)
    old = key.signs(asked(client.get("/sign-in/passkey/")))
    client.get("/sign-in/passkey/")  # asked anew: the first question is void

    assert client.post("/sign-in/passkey/", {"answer": old}).status_code == 422
    elsewhere = key.signs(asked(other.get("/sign-in/passkey/")))
    assert client.post("/sign-in/passkey/", {"answer": elsewhere}).status_code == 422
    for broken in ("", "{}", "[]", "null", '{"id": 1}'):
        assert client.post("/sign-in/passkey/", {"answer": broken}).status_code == 422


def test_a_copied_key_is_noticed_by_its_counter(with_key, key):
    copy = SoftKey(ORIGIN)
    copy.private, copy.identifier = key.private, key.identifier
    answered(half_way_in(with_key), key)
    answered(half_way_in(with_key), key)

    assert answered(half_way_in(with_key), copy).status_code == 422


def test_what_was_made_for_another_site_is_not_added(an, key):
    client = signed_in_browser(an.person)

    answer = added(client, key, origin="https://evil.example")

    assert answer.status_code == 422
    assert "did not answer as it should" in answer.content.decode()
    assert not Passkey.objects.exists()


def test_one_key_serves_one_account_once(with_key, key, lier):
    bea = signed_in_browser(make_visitor("bea", lier).person)

    for client in (signed_in_browser(with_key.person), bea):
        assert "cannot be added twice" in added(client, key).content.decode()
    assert Passkey.objects.count() == 1


def test_ten_are_enough(with_key):
    client = signed_in_browser(with_key.person)
    for n in range(9):
        assert added(client, SoftKey(ORIGIN), f"key {n}").status_code == 302

    assert "You have 10 passkeys" in added(client, SoftKey(ORIGIN)).content.decode()


def test_a_removed_one_opens_nothing_and_may_come_back(with_key, key):
    client, one = signed_in_browser(with_key.person), Passkey.objects.get()
    client.post(f"/account/passkey/{one.pk}/remove/")
    before = written()

    client.post(f"/account/passkey/{one.pk}/remove/")

    assert written() == before
    assert type_password(browser(), with_key).url == "/sign-in/code/"
    assert added(client, key).status_code == 302


def test_nobody_removes_the_passkey_of_another(with_key, lier):
    bea, one = make_visitor("bea", lier), Passkey.objects.get()
    before = written()

    assert not remove_passkey(person=bea.person, pk=one.pk)
    assert written() == before


def test_a_closed_account_adds_none(an):
    Person.objects.filter(pk=an.person.pk).update(is_active=False)
    an.person.refresh_from_db()
    before = written()

    for act in (lambda: add_passkey(person=an.person, made=NewPasskey("a", b""), name="x"), lambda: remove_passkey(person=an.person, pk=1)):
        with pytest.raises(OwnAccountClosed):
            act()
    assert written() == before


def test_where_the_address_is_a_number_there_are_no_passkeys(an, settings):
    settings.SECOND_FACTORS = ["code-card"]
    client = signed_in_browser(an.person)

    assert client.get("/account/passkey/").status_code == 404
    assert "Passkeys" not in client.get("/account/").content.decode()
