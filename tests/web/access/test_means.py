"""The card and password of one person: made and shown once, unlocked, stopped, by whom it concerns."""

import re

import pyotp
import pytest

from institutional_pages.identity import code_app
from institutional_pages.identity.models import CodeCard

PASSWORD = re.compile(r'<dd class="typed">([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</dd>')
CODE = re.compile(r"<td>([2-9A-Z]{3} [2-9A-Z]{3})</td>")


def stamp(answer) -> str:
    return re.search(r'name="stamp" value="([^"]+)"', answer.content.decode()).group(1)


@pytest.fixture
def address(centre, reader):
    return f"/pages/{centre.uuid}/access/{reader.uuid}/card/"


def test_a_new_card_is_shown_once(at_lier, administrator, address, reader):
    client = at_lier(administrator)
    form = {"do": "card", "stamp": stamp(client.get(address))}

    first, again, later = client.post(address, form), client.post(address, form, follow=True), client.get(address)

    assert len(CODE.findall(first.content.decode())) == 24
    assert not CODE.findall(again.content.decode() + later.content.decode())
    assert "these are gone" in again.content.decode()
    assert CodeCard.objects.filter(person=reader).count() == 1


def test_a_temporary_password_is_shown_once(at_lier, administrator, address, reader):
    client = at_lier(administrator)
    form = {"do": "password", "stamp": stamp(client.get(address))}

    first = client.post(address, form)
    reader.refresh_from_db()
    kept = reader.password
    client.post(address, form)

    reader.refresh_from_db()
    assert reader.check_password(PASSWORD.search(first.content.decode()).group(1))
    assert reader.password == kept


def test_a_locked_card_is_unlocked(at_lier, administrator, address, reader, carded):
    card = carded(reader).card
    CodeCard.objects.filter(pk=card.pk).update(failures=10)
    client = at_lier(administrator)

    page = client.get(address).content.decode()
    client.post(address, {"do": "unlock"})

    card.refresh_from_db()
    assert "Unlock the card" in page
    assert card.failures == 0


def test_a_lost_card_is_stopped(at_lier, administrator, address, reader, carded):
    carded(reader)

    at_lier(administrator).post(address, {"do": "stop"})

    assert not reader.code_cards.standing().exists()


@pytest.mark.parametrize("role", ["president", "consultant", "colleague"])
def test_who_holds_no_mandate_makes_no_card(at_lier, address, reader, role, request):
    answer = at_lier(request.getfixturevalue(role)).post(address, {"do": "card", "stamp": ""})

    assert answer.status_code == 403
    assert not reader.code_cards.exists()


def test_the_administrator_makes_no_card_of_an_officer_and_is_told_who_does(at_lier, administrator, centre, president):
    client = at_lier(administrator)
    address = f"/pages/{centre.uuid}/access/{president.uuid}/card/"

    page = client.get(address).content.decode()

    assert "the Security Cell does this" in page
    assert "Make a new card" not in page
    assert not president.code_cards.exists()


def test_the_security_cell_gives_an_officer_password_and_card(at_the_ministry, security_cell, centre, president):
    client = at_the_ministry(security_cell)
    address = f"/pages/{centre.uuid}/access/{president.uuid}/card/"

    answer = client.post(address, {"do": "both", "stamp": stamp(client.get(address))})

    assert len(CODE.findall(answer.content.decode())) == 24
    assert "Temporary password" in answer.content.decode()


def test_somebody_of_another_centre_is_not_found_here(at_lier, administrator, centre, stranger):
    assert at_lier(administrator).get(f"/pages/{centre.uuid}/access/{stranger.uuid}/card/").status_code == 404


def test_the_administrator_sees_and_removes_an_app(centre, administrator, clerk, at_lier):
    app = code_app.begin_app(clerk)
    code_app.confirm_app(app, pyotp.TOTP(code_app.secret_of(app)).now())
    client = at_lier(administrator)
    address = f"/pages/{centre.uuid}/access/{clerk.uuid}/card/"
    assert "App on the telephone" in client.get(address).content.decode()

    client.post(address, {"do": "others"})

    assert "App on the telephone" not in client.get(address).content.decode()
    assert code_app.standing_app(clerk) is None
