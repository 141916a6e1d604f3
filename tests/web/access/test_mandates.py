"""The mandate: read in plain words, signed by each side for itself, enabled by the Security Cell, ended."""

import pytest

from institutional_pages.access.mandate_actions import designate_administrator, sign_mandate
from institutional_pages.access.models import Grant, Mandate
from institutional_pages.audit.models import Event
from institutional_pages.identity.models import Person
from tests.cast import in_a_year


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def home(centre):
    return f"/pages/{centre.uuid}/mandate/"


@pytest.fixture
def unsigned(centre, candidate, president):
    return designate_administrator(officer=president, institution=centre, holder=candidate, until=in_a_year())


@pytest.fixture
def signed(unsigned, president, secretary):
    sign_mandate(officer=president, mandate=unsigned)
    return sign_mandate(officer=secretary, mandate=unsigned)


def test_the_mandate_is_the_home_of_an_officer_and_offers_his_own_signature(at_lier, president, home, unsigned):
    client = at_lier(president)

    assert client.get("/").url == home
    page = text(client.get(home))
    assert "Sign the mandate" in page
    assert "waits for Wouter Secretary" in page


def test_each_officer_signs_alone(at_lier, president, secretary, home, unsigned):
    address = f"{home}{unsigned.uuid}/sign/"

    at_lier(president).post(address)
    unsigned.refresh_from_db()
    assert (unsigned.president_signed_by, unsigned.secretary_signed_by) == (president, None)
    at_lier(secretary).post(address)

    unsigned.refresh_from_db()
    assert (unsigned.secretary_signed_by, unsigned.enabled_at) == (secretary, None)


@pytest.mark.parametrize("role", ["candidate", "consultant"])
def test_neither_the_holder_nor_the_consultant_signs_here(at_lier, home, unsigned, role, request):
    answer = at_lier(request.getfixturevalue(role)).post(f"{home}{unsigned.uuid}/sign/")

    unsigned.refresh_from_db()
    assert answer.status_code == 403
    assert not unsigned.president_signed_at
    assert not unsigned.secretary_signed_at


def test_a_stranger_finds_no_mandate(at_namur, home, unsigned, stranger):
    client = at_namur(stranger)

    assert client.get(home).status_code == 404
    assert client.post(f"{home}{unsigned.uuid}/sign/").status_code == 404


def test_the_mandate_of_another_centre_is_not_signed_through_ones_own(at_lier, home, president, other_administrator):
    foreign = Mandate.objects.get(holder=other_administrator)

    assert at_lier(president).post(f"{home}{foreign.uuid}/sign/").status_code == 404


def test_somebody_new_is_put_on_the_staff_and_designated_in_one_step(at_lier, president, centre, home):
    details = {"first_name": "Nele", "last_name": "Vandoren", "email": "nele@lier.example", "username": "nele", "language": "nl"}

    answer = at_lier(president).post(f"{home}designate/", {"holder": "new", "until": in_a_year().isoformat(), **details})

    mandate = Mandate.objects.get(institution=centre)
    assert answer.status_code == 302
    assert (mandate.holder.username, mandate.by_default) == ("nele", False)


def test_nobody_by_name_is_the_consultant_by_default(at_lier, president, consultant, home):
    at_lier(president).post(f"{home}designate/", {"holder": "nobody", "until": in_a_year().isoformat(), "language": "nl"})

    mandate = Mandate.objects.get()
    assert (mandate.holder, mandate.by_default) == (consultant, True)


def test_a_last_day_in_the_past_is_named_and_nobody_is_added(at_lier, president, home):
    details = {"first_name": "Nele", "last_name": "Vandoren", "email": "nele@lier.example", "username": "nele", "language": "nl"}

    answer = at_lier(president).post(f"{home}designate/", {"holder": "new", "until": "2020-01-01", **details})

    assert answer.status_code == 422
    assert 'href="#id_until"' in text(answer)
    assert not Person.objects.filter(username="nele").exists()


def test_an_officer_ends_a_mandate_with_a_reason(at_lier, secretary, home, mandate):
    address = f"{home}{mandate.uuid}/end/"

    assert at_lier(secretary).post(address, {"reason": ""}).status_code == 422
    at_lier(secretary).post(address, {"reason": "other task"})

    mandate.refresh_from_db()
    assert (mandate.ended_by, mandate.end_reason) == (secretary, "other task")


def test_an_officer_signs_the_administrators_own_reading(at_lier, president, administrator, home, mandate):
    client = at_lier(president)

    assert "Let Sofie Peeters read documents" in text(client.get(home))
    client.post(f"{home}{mandate.uuid}/reading/", {"everything": "on", "reason": "reads the forms"})

    assert Grant.objects.get(reader=administrator).given_by == president


def test_the_administrator_does_not_sign_for_his_own_reading(at_lier, administrator, home, mandate):
    answer = at_lier(administrator).post(f"{home}{mandate.uuid}/reading/", {"everything": "on", "reason": "reads"})

    assert answer.status_code == 403
    assert not Grant.objects.exists()


def test_the_security_cell_sees_both_signatures_and_enables(at_the_ministry, security_cell, signed):
    client = at_the_ministry(security_cell)

    page = text(client.get("/security-cell/"))
    client.post(f"/security-cell/{signed.uuid}/enable/")

    signed.refresh_from_db()
    assert "Marleen President" in page
    assert "Wouter Secretary" in page
    assert signed.is_standing


def test_what_is_not_signed_by_both_is_neither_shown_nor_enabled(at_the_ministry, security_cell, unsigned):
    client = at_the_ministry(security_cell)

    assert "Nothing waits." in text(client.get("/security-cell/"))
    assert client.post(f"/security-cell/{unsigned.uuid}/enable/").status_code == 409


def test_the_security_cell_suspends_with_a_reason(at_the_ministry, security_cell, mandate):
    at_the_ministry(security_cell).post(f"/security-cell/{mandate.uuid}/suspend/", {"reason": "after a report"})

    mandate.refresh_from_db()
    assert (mandate.ended_by, mandate.end_reason) == (security_cell, "after a report")


@pytest.mark.parametrize("words", ["12021", "lier", "marleen"])
def test_the_security_cell_finds_officers_by_number_centre_or_name(at_the_ministry, security_cell, president, words):
    page = text(at_the_ministry(security_cell).get(f"/security-cell/?q={words}"))

    assert f"{president.uuid}/card/" in page


def test_nobody_else_enters_the_screen_of_the_security_cell(at_lier, at_the_ministry, president, auditor, signed):
    for client in (at_lier(president), at_the_ministry(auditor)):
        assert client.get("/security-cell/").status_code == 403
        assert client.post(f"/security-cell/{signed.uuid}/enable/").status_code == 403

    signed.refresh_from_db()
    assert not signed.enabled_at
    assert Event.objects.filter(verb="refused").count() == 4
