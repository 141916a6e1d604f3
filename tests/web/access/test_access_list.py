"""Who can open our page: seen by those who may, never by others, safe in a browser and in a spreadsheet."""

from uuid import uuid4

import pytest

from institutional_pages.access.models import Grant, Mandate
from institutional_pages.audit.models import Event
from institutional_pages.institutions.calendar import today
from tests.web.access.conftest import AT_LIER
from tests.web.visitors import PASSWORD, Visitor, browser, sign_in

XSS = "<script>alert(1)</script>"


def text(answer) -> str:
    """The page, or the file that is streamed."""
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def test_the_administrator_sees_everybody_with_what_they_see_and_how_they_sign_in(at_lier, centre, administrator, reader, scoped_reader, carded):
    carded(reader)

    page = text(at_lier(administrator).get(f"/pages/{centre.uuid}/access/"))

    assert "Nadia Peeters" in page
    assert "Code card, 24 codes left" in page
    assert "Refused forms (RMI)" in page
    assert "Give a colleague access" in page


@pytest.mark.parametrize("role", ["president", "secretary", "consultant"])
def test_officers_and_consultant_see_the_list_and_remove_but_give_nothing(at_lier, centre, reader, role, request):
    page = text(at_lier(request.getfixturevalue(role)).get(f"/pages/{centre.uuid}/access/"))

    assert "Nadia Peeters" in page
    assert "/remove/" in page
    assert "/give/" not in page


def test_a_reader_does_not_see_who_else_reads(at_lier, centre, reader):
    answer = at_lier(reader).get(f"/pages/{centre.uuid}/access/")

    assert answer.status_code == 403
    assert Event.objects.filter(verb="refused").count() == 1


@pytest.mark.parametrize("path", ["", "list.csv", "give/"])
def test_to_a_stranger_the_screens_of_a_centre_are_those_of_an_unknown_one(at_namur, centre, administrator, stranger, path):
    foreign = at_namur(stranger).get(f"/pages/{centre.uuid}/access/{path}")
    unknown = at_namur(stranger).get(f"/pages/{uuid4()}/access/{path}")

    assert (foreign.status_code, unknown.status_code) == (404, 404)


def test_the_security_cell_sees_the_list_from_its_own_network_and_that_is_written_down_once(at_the_ministry, centre, reader, security_cell):
    client = at_the_ministry(security_cell)

    pages = [text(client.get(f"/pages/{centre.uuid}/access/")) for _ in range(2)]

    assert "Who can open the page of OCMW Lier" in pages[1]
    assert Event.objects.filter(verb="access.looked", institution=f"institution:{centre.pk}").count() == 1


def test_the_auditor_has_no_business_with_the_list(at_the_ministry, centre, administrator, auditor):
    assert at_the_ministry(auditor).get(f"/pages/{centre.uuid}/access/").status_code == 404


def test_a_colleague_is_found_by_a_part_of_the_name(at_lier, centre, administrator, reader, scoped_reader):
    page = text(at_lier(administrator).get(f"/pages/{centre.uuid}/access/?q=nad"))

    assert "Nadia" in page
    assert "Hannah" not in page


def test_names_are_text_in_the_page_and_no_formula_in_the_spreadsheet(at_lier, centre, administrator, reader):
    reader.first_name, reader.last_name = "=HYPERLINK(1)", XSS
    reader.save()
    client = at_lier(administrator)

    page, sheet = text(client.get(f"/pages/{centre.uuid}/access/")), text(client.get(f"/pages/{centre.uuid}/access/list.csv"))

    assert XSS not in page
    assert "'=HYPERLINK(1)" in sheet
    assert "\n=HYPERLINK" not in sheet


def test_when_the_mandate_has_ended_the_page_says_who_signs(at_lier, centre, administrator, reader):
    Mandate.objects.update(valid_until=today().replace(year=today().year - 1), valid_from=today().replace(year=today().year - 2))

    page = text(at_lier(administrator).get(f"/pages/{centre.uuid}/access/"))

    assert "Ask the President and the Secretary to sign. Reading still works." in page
    assert "/give/" not in page


def test_removing_needs_a_reason_and_stops_the_card_of_who_reads_nowhere_else(at_lier, centre, administrator, reader, carded):
    carded(reader)
    grant, client = Grant.objects.get(reader=reader), at_lier(administrator)
    address = f"/pages/{centre.uuid}/access/{grant.uuid}/remove/"

    without, with_reason = client.post(address, {"reason": ""}), client.post(address, {"reason": "left", "words": "1 Nov"})

    grant.refresh_from_db()
    assert "Choose a reason, for example" in text(without)
    assert "<title>Error:" in text(without)
    assert (without.status_code, with_reason.status_code, grant.end_reason) == (422, 302, "left: 1 Nov")
    assert not reader.code_cards.standing().exists()


def test_a_leaver_who_is_signed_in_elsewhere_lands_on_sign_in_with_the_next_click(at_lier, centre, administrator, reader, carded):
    reader.set_password(PASSWORD)
    reader.password_is_temporary = False
    reader.save()
    desk = browser(AT_LIER)
    sign_in(desk, Visitor(reader, carded(reader).codes))
    before = desk.get("/history/").status_code

    at_lier(administrator).post(f"/pages/{centre.uuid}/access/{Grant.objects.get(reader=reader).uuid}/remove/", {"reason": "left"})

    after = desk.get("/history/")
    assert (before, after.status_code) == (200, 302)
    assert after.url.startswith("/sign-in/")


def test_an_officer_removes_access_and_leaves_the_card(at_lier, centre, president, reader, carded):
    carded(reader)
    grant = Grant.objects.get(reader=reader)

    at_lier(president).post(f"/pages/{centre.uuid}/access/{grant.uuid}/remove/", {"reason": "other-task"})

    assert not Grant.objects.standing().filter(reader=reader).exists()
    assert reader.code_cards.standing().exists()


def test_nobody_removes_at_a_foreign_page(at_namur, centre, reader, other_administrator):
    grant = Grant.objects.get(reader=reader)

    answer = at_namur(other_administrator).post(f"/pages/{centre.uuid}/access/{grant.uuid}/remove/", {"reason": "left"})

    assert answer.status_code == 404
    assert Grant.objects.standing().filter(reader=reader).exists()


def test_somebody_who_left_is_gone_while_signed_in_elsewhere(at_lier, centre, administrator, clerk):
    elsewhere = at_lier(clerk)
    assert elsewhere.get("/account/").status_code == 200
    client, address = at_lier(administrator), f"/pages/{centre.uuid}/access/{clerk.uuid}/left/"
    assert address in text(client.get(f"/pages/{centre.uuid}/access/"))

    shown = text(client.get(address))
    answer = client.post(address, {"words": "another job"}, follow=True)

    assert "The account is closed, the code card stops" in shown
    assert "Lies Peeters is off the staff; the account is closed" in text(answer)
    assert elsewhere.get("/account/").headers["Location"].startswith("/sign-in/")
    assert "is not on the staff of this centre" in text(client.get(address))


def test_removing_who_left_takes_them_off_the_staff(at_lier, centre, administrator, reader):
    grant = Grant.objects.get(reader=reader)
    client, address = at_lier(administrator), f"/pages/{centre.uuid}/access/{grant.uuid}/remove/"

    assert f"/access/{reader.uuid}/left/" in text(client.get(address))
    client.post(address, {"reason": "left"})

    reader.refresh_from_db()
    assert not reader.works_at(centre)
    assert not reader.is_active


def test_an_administrator_is_not_sent_away_before_the_mandate_ends(at_lier, centre, administrator, president):
    address = f"/pages/{centre.uuid}/access/{administrator.uuid}/left/"

    assert "End the office or the mandate first" in text(at_lier(president).get(address))
    assert at_lier(president).post(address).status_code == 409
    assert administrator.works_at(centre)


def test_nobody_is_sent_away_from_a_foreign_page(at_namur, at_lier, centre, clerk, reader, other_administrator):
    address = f"/pages/{centre.uuid}/access/{clerk.uuid}/left/"

    assert at_namur(other_administrator).post(address).status_code == 404
    assert at_lier(reader).post(address).status_code == 403
    assert clerk.works_at(centre)
