"""Signing in by a national federation: a real provider answers, and only strong, fresh and own answers open."""

import pytest
import requests

from institutional_pages.audit.models import Event
from institutional_pages.federation import metadata
from institutional_pages.identity.models import Holder, Person
from institutional_pages.notices.models import Notice
from tests.federation.conftest import signs_in_there
from tests.federation.provider import STRONG, WEAK
from tests.web.conftest import an, lier, network  # noqa: F401 - fixtures
from tests.web.visitors import OUTSIDE, browser, make_visitor, signed_in_browser

pytestmark = pytest.mark.django_db


def walked(client, login, start="/sign-in/federation/"):
    return client.get(signs_in_there(client.get(start).url, login))


@pytest.fixture
def with_federation(an, federation):  # noqa: F811
    """An, who has added her account there."""
    walked(signed_in_browser(an.person), "strong-an", "/account/federation/")
    return an


def refused_for() -> str:
    return Event.objects.filter(verb="sign-in.refused").latest("pk").text.canonical


def test_who_has_added_it_comes_in_without_password_and_code(with_federation):
    client = browser()
    assert "Sign in with CSAM" in client.get("/sign-in/").content.decode()

    assert walked(client, "strong-an", "/sign-in/federation/?next=/account/").url == "/account/"

    assert client.get("/account/").status_code == 200
    event = Event.objects.filter(verb="signed-in").latest("pk").text.canonical
    assert '"means":"federation"' in event
    assert '"level":"AAL2"' in event


def test_only_a_keyed_hash_is_kept_and_its_owner_is_told(with_federation):
    kept = Holder.objects.get()

    assert (kept.kind, kept.person, len(kept.holder)) == ("federation", with_federation.person, 64)
    assert Notice.objects.get(kind="means_added").to == with_federation.person.email
    assert "Remove CSAM" in signed_in_browser(with_federation.person).get("/account/").content.decode()


def test_it_never_makes_an_account(with_federation):
    people = Person.objects.count()
    client = browser()

    answer = walked(client, "strong-bea")

    assert answer.status_code == 403
    assert "No account here belongs to this one" in answer.content.decode()
    assert Person.objects.count() == people
    assert client.get("/account/").status_code == 302


def test_an_account_there_opens_one_account_here(with_federation, lier):  # noqa: F811
    bea = signed_in_browser(make_visitor("bea", lier).person)

    assert walked(bea, "strong-an", "/account/federation/").url == "/account/"

    assert "Somebody signs in with this already" in bea.get("/account/").content.decode()
    assert Holder.objects.count() == 1


def test_weak_means_there_do_not_open_here(an, federation):  # noqa: F811
    client = signed_in_browser(an.person)
    walked(client, "weak-an", "/account/federation/")
    assert not Holder.objects.exists()

    answer = walked(browser(), "weak-an")

    assert answer.status_code == 403
    assert "not strong enough" in answer.content.decode()
    assert '"reason":"federation-level"' in refused_for()


def test_the_level_is_ours_to_choose_not_the_visitors(an, federation):  # noqa: F811
    address = browser().get(f"/sign-in/federation/?acr_values={WEAK}&auth_params=acr_values%3D{WEAK}").url

    assert requests.utils.quote(STRONG, safe="") in address
    assert WEAK not in requests.utils.unquote(address)


def test_who_signed_in_there_long_ago_is_not_believed(with_federation):
    assert walked(browser(), "early-an").status_code == 403
    assert '"reason":"federation-not-believed"' in refused_for()


def test_an_answer_opens_once_and_only_the_browser_that_asked(with_federation):
    client, other = browser(), browser()
    path = signs_in_there(client.get("/sign-in/federation/").url, "strong-an")
    other.get("/sign-in/federation/")

    assert other.get(path).status_code == 403
    assert '"reason":"federation-not-asked"' in refused_for()
    assert client.get(path).status_code == 302
    assert client.get("/account/").status_code == 200
    again = browser()
    assert again.get(path).status_code == 403


def test_a_code_is_worth_nothing_beside_another_question(with_federation):
    """Somebody who takes the code of another to a question of their own has not its verifier (RFC 7636)."""
    victim, thief = browser(), browser()
    stolen = signs_in_there(victim.get("/sign-in/federation/").url, "strong-an")
    own = thief.get("/sign-in/federation/").url
    state = own.split("state=")[1].split("&")[0]
    code = stolen.split("code=")[1].split("&")[0]

    assert thief.get(f"/sign-in/federation/back/?code={code}&state={state}").status_code == 403
    assert thief.get("/account/").status_code == 302


def test_who_goes_back_there_is_told_how_to_go_on(with_federation):
    client = browser()
    state = client.get("/sign-in/federation/").url.split("state=")[1].split("&")[0]

    answer = client.get(f"/sign-in/federation/back/?error=access_denied&state={state}")

    assert "sign in with your password" in answer.content.decode()
    assert '"reason":"federation-declined"' in refused_for()


def test_a_federation_that_does_not_answer_leaves_the_password(an, federation, settings):  # noqa: F811
    metadata._document.cache_clear()
    settings.FEDERATION = {**settings.FEDERATION, "issuer": "http://127.0.0.1:9"}

    answer = browser().get("/sign-in/federation/")

    assert answer.status_code == 403
    assert "does not answer just now" in answer.content.decode()


def test_only_from_a_secured_network_and_only_where_it_is_set(with_federation, settings):
    assert browser(OUTSIDE).get("/sign-in/federation/").status_code == 403
    path = signs_in_there(browser().get("/sign-in/federation/").url, "strong-an")
    assert browser(OUTSIDE).get(path).status_code == 403

    settings.FEDERATION = {**settings.FEDERATION, "issuer": ""}
    assert browser().get("/sign-in/federation/").status_code == 404
    assert "CSAM" not in browser().get("/sign-in/").content.decode()


def test_a_closed_account_stays_closed(with_federation):
    Person.objects.filter(pk=with_federation.person.pk).update(is_active=False)

    assert walked(browser(), "strong-an").status_code == 403


def test_it_is_removed_and_twice_changes_nothing(with_federation):
    client = signed_in_browser(with_federation.person)
    client.post("/account/federation/remove/")
    events = Event.objects.count()

    client.post("/account/federation/remove/")

    assert Event.objects.count() == events
    assert walked(browser(), "strong-an").status_code == 403
