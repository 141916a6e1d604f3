"""The screens about gaps, the past, leaving with a successor, renewing, and the proof of a mandate."""

import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest

from institutional_pages.access.models import Grant, Mandate
from institutional_pages.institutions.calendar import today


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.fixture
def page(centre):
    return f"/pages/{centre.uuid}/"


def test_the_access_screen_names_what_nobody_reads(at_lier, administrator, page, scoped_reader):
    text = at_lier(administrator).get(f"{page}access/").content.decode()

    assert "Nobody reads these documents:" in text
    assert "Give a colleague access to them" in text


def test_it_says_nothing_where_all_is_read(at_lier, administrator, page, reader):
    assert "Nobody reads" not in at_lier(administrator).get(f"{page}access/").content.decode()


def test_the_security_cell_sees_the_centres_with_gaps_and_takes_the_list(at_the_ministry, security_cell, reader, other_centre):
    client = at_the_ministry(security_cell)

    text = client.get("/security-cell/coverage/").content.decode()

    assert "CPAS Namur" in text
    assert "OCMW Lier" not in text
    lines = b"".join(client.get("/security-cell/coverage.csv").streaming_content).decode().splitlines()
    assert sum("CPAS Namur" in line for line in lines) > 5


def test_nobody_else_at_the_ministry_sees_them(at_the_ministry, auditor):
    client = at_the_ministry(auditor)

    assert client.get("/security-cell/coverage/").status_code == 403
    assert client.get("/security-cell/coverage.csv").status_code == 403


def test_a_leaver_hands_over_in_one_act(at_lier, administrator, page, reader, colleague):
    client = at_lier(administrator)
    address = f"{page}access/{reader.uuid}/left/"
    assert "Who takes over?" in client.get(address).content.decode()

    answer = client.post(address, {"successor": str(colleague.uuid), "words": ""}, follow=True)

    assert "reads those documents from now on" in answer.content.decode()
    assert Grant.objects.standing().get().reader == colleague


def test_officers_let_somebody_leave_without_a_successor(at_lier, president, page, reader, colleague):
    client = at_lier(president)
    address = f"{page}access/{reader.uuid}/left/"

    assert "Who takes over?" not in client.get(address).content.decode()
    client.post(address, {"successor": str(colleague.uuid), "words": ""})

    assert not Grant.objects.standing().exists()


def test_the_register_of_a_day_on_screen_and_as_csv(at_lier, president, page, reader):
    client = at_lier(president)
    yesterday = (today() - timedelta(days=1)).isoformat()

    assert reader.get_full_name() in client.get(f"{page}access/on/").content.decode()
    assert "Nobody could read this page on that day." in client.get(f"{page}access/on/?day={yesterday}").content.decode()
    rows = b"".join(client.get(f"{page}access/on.csv?day={today().isoformat()}").streaming_content).decode()
    assert (reader.username in rows, "All documents" in rows) == (True, True)


@pytest.mark.parametrize("day", ["2999-01-01", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_said(at_lier, president, page, day):
    answer = at_lier(president).get(f"{page}access/on/?day={day}")

    assert answer.status_code == 422


def test_a_reader_does_not_see_the_register(at_lier, reader, page):
    assert at_lier(reader).get(f"{page}access/on/").status_code == 403


def test_a_mandate_that_ends_soon_can_be_renewed(at_lier, president, page, mandate):
    client = at_lier(president)
    assert "Renew this mandate" not in client.get(f"{page}mandate/").content.decode()
    Mandate.objects.update(valid_until=today() + timedelta(days=30))

    assert f"designate/?holder={mandate.holder.uuid}" in client.get(f"{page}mandate/").content.decode()
    form = client.get(f"{page}mandate/designate/?holder={mandate.holder.uuid}").content.decode()
    assert f'value="{mandate.holder.uuid}" selected' in form
    client.post(f"{page}mandate/designate/", {"holder": str(mandate.holder.uuid), "until": "2030-01-01", "language": "nl"})

    assert Mandate.objects.count() == 2
    assert "Renew this mandate" not in client.get(f"{page}mandate/").content.decode()


def test_the_proof_of_a_mandate_holds_the_signatures_and_their_fingerprints(at_lier, president, secretary, page, mandate):
    from institutional_pages.audit.models import Event

    answer = at_lier(president).get(f"{page}mandate/{mandate.uuid}/proof.pdf")

    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(text_of(answer.content).split())
    for person in (president, secretary, mandate.holder, mandate.enabled_by):
        assert person.get_full_name() in text
    for event in Event.objects.filter(verb="mandate.signed"):
        assert event.digest in text.replace(" ", "")
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert len(document.pages) == 1
        assert "/StructTreeRoot" in document.Root


def test_an_unsigned_mandate_says_who_is_waited_for(at_lier, president, secretary, page, centre, candidate):
    from institutional_pages.access.mandate_actions import designate_administrator
    from tests.cast import in_a_year

    waiting = designate_administrator(officer=president, institution=centre, holder=candidate, until=in_a_year())

    text = text_of(at_lier(secretary).get(f"{page}mandate/{waiting.uuid}/proof.pdf").content)

    assert f"waits for {secretary.get_full_name()}" in " ".join(text.split())


def test_the_proof_is_for_the_centre_alone(at_lier, at_namur, reader, other_administrator, page, mandate):
    address = f"{page}mandate/{mandate.uuid}/proof.pdf"

    assert at_lier(reader).get(address).status_code == 403
    assert at_namur(other_administrator).get(address).status_code == 404
