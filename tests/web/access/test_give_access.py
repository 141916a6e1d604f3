"""Giving access on one page; what is on paper is shown once."""

import re

import pytest

from institutional_pages.access.models import Grant
from institutional_pages.access.scope import scope_of
from institutional_pages.audit.models import Event
from institutional_pages.identity.models import CodeCard, Person

NEW = {"colleague": "new", "first_name": "Fatima", "last_name": "El Idrissi", "email": "fatima@lier.example", "username": "fatima", "language": "nl"}
WISH = {"rows": ["rmi:refused-forms"], "reason": "RMI team", "card": "on"}
CODE = re.compile(r"<td>([2-9A-Z]{3} [2-9A-Z]{3})</td>")


@pytest.fixture
def client(at_lier, administrator):
    return at_lier(administrator)


@pytest.fixture
def giving(centre):
    return f"/pages/{centre.uuid}/access/give/"


def text(answer) -> str:
    return answer.content.decode()


def test_a_new_colleague_gets_access_a_password_and_a_card_in_one_step(client, giving, centre):
    answer = client.post(giving, NEW | WISH)

    person = Person.objects.get(username="fatima")
    assert answer.status_code == 200
    assert len(CODE.findall(text(answer))) == 24
    assert person.check_password(re.search(r'<dd class="typed">([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</dd>', text(answer)).group(1))
    assert {(law.code, kind.code) for law, kind in scope_of(Grant.objects.get(reader=person)).rows} == {("rmi", "refused-forms")}


def test_what_is_shown_once_is_kept_nowhere(client, giving):
    answer = client.post(giving, NEW | WISH)

    codes, kept = CODE.findall(text(answer)), str(dict(client.session.items())) + str(client.cookies)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert not [code for code in codes if code in kept or code.replace(" ", "") in kept]
    assert not Event.objects.filter(text__canonical__contains=codes[0].replace(" ", "")).exists()


def test_sending_the_same_form_again_makes_nothing_and_shows_nothing(client, giving):
    client.post(giving, NEW | WISH)

    again = client.post(giving, NEW | WISH, follow=True)

    assert not CODE.findall(text(again))
    assert "Codes and passwords are shown once" in text(again)
    assert (Person.objects.filter(username="fatima").count(), CodeCard.objects.count(), Grant.objects.count()) == (1, 1, 1)


def test_a_colleague_who_has_password_and_card_only_gets_access(client, giving, clerk, carded):
    carded(clerk)

    answer = client.post(giving, {"colleague": str(clerk.uuid), "language": "nl", **WISH})

    assert answer.status_code == 302
    assert Grant.objects.get().reader == clerk


def test_an_error_names_the_item_and_keeps_what_was_typed(client, giving):
    answer = client.post(giving, NEW | {"email": "", "reason": "RMI team"})

    assert answer.status_code == 422
    assert "<title>Error: Give a colleague access" in text(answer)
    assert 'href="#id_email"' in text(answer)
    assert "Choose at least one kind of document." in text(answer)
    assert 'value="El Idrissi"' in text(answer)


def test_everything_and_some_at_once_is_asked_again(client, giving):
    answer = client.post(giving, NEW | WISH | {"everything": "on"})

    assert answer.status_code == 422
    assert not Grant.objects.exists()


def test_a_taken_user_name_leaves_no_half_account(client, giving, clerk):
    answer = client.post(giving, NEW | WISH | {"username": "lies"})

    assert answer.status_code == 422
    assert "Another person already has this user name" in text(answer)
    assert not Person.objects.filter(email="fatima@lier.example").exists()
    assert Event.objects.get(verb="refused")


def test_who_has_other_access_already_is_offered_to_be_changed(client, giving, scoped_reader):
    answer = client.post(giving, {"colleague": str(scoped_reader.uuid), "language": "nl", "everything": "on", "reason": "all"})

    assert answer.status_code == 422
    assert f"{Grant.objects.get(reader=scoped_reader).uuid}/change/" in text(answer)


def test_a_button_fills_the_boxes_without_script_and_gives_nothing(client, giving):
    answer = client.post(giving, NEW | {"preset": "law-1965", "reason": "why"})

    checked = set(re.findall(r'name="rows" value="([^"]+)" checked', text(answer)))
    assert answer.status_code == 200
    assert {value.split(":")[0] for value in checked} == {"law-1965"}
    assert len(checked) == 5
    assert 'value="Fatima"' in text(answer)
    assert not Grant.objects.exists()


def test_who_holds_no_mandate_gives_nothing(at_lier, giving, president, reader):
    for person in (president, reader):
        assert at_lier(person).post(giving, NEW | WISH).status_code == 403

    assert not Person.objects.filter(username="fatima").exists()


def test_access_is_changed_on_its_own_page(client, centre, scoped_reader):
    grant = Grant.objects.get(reader=scoped_reader)

    answer = client.post(f"/pages/{centre.uuid}/access/{grant.uuid}/change/", {"everything": "on", "reason": "whole team"})

    assert answer.status_code == 302
    assert Grant.objects.standing().get(reader=scoped_reader).everything


def test_a_typed_script_is_only_text(client, giving):
    answer = client.post(giving, NEW | WISH | {"last_name": "<img src=x onerror=alert(1)>"})

    assert "<img" not in text(answer)
    assert len(CODE.findall(text(answer))) == 24


def test_somebody_of_another_centre_has_access_and_is_sent_to_the_security_cell_for_a_card(client, giving, stranger):
    answer = client.post(giving, NEW | WISH | {"email": stranger.email, "card": "on"}, follow=True)

    assert Grant.objects.get().reader == stranger
    assert not CodeCard.objects.exists()
    assert "works elsewhere as well: the Security Cell does this" in text(answer)
    assert "with the password and card they have" not in text(answer)


@pytest.mark.parametrize("email", ["x" * 100_000, "a\0b@lier.example", "fatima@lier.example" + " " * 100_000 + "x"])
def test_an_address_that_is_none_is_named_and_asks_nothing_of_the_database(client, giving, email):
    answer = client.post(giving, NEW | WISH | {"email": email})

    assert answer.status_code == 422
    assert not Grant.objects.exists()
