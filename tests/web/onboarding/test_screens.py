"""The way to the page through the web: the centre applies and signs, the Security Cell decides, the services confirm, the board counts."""

import csv
import io
from datetime import timedelta

import pytest

from institutional_pages.access.models import Mandate, Proposal
from institutional_pages.institutions.models import Institution
from institutional_pages.notices.models import Notice
from institutional_pages.onboarding.actions import apply, open_application
from institutional_pages.onboarding.board import centres_in, switch_over
from institutional_pages.onboarding.models import Application
from tests.onboarding.conftest import accepted, application, bart, complete, koen, now, publishers, rita, services, signed
from tests.web.visitors import signed_in_browser

pytestmark = pytest.mark.django_db
__all__ = ["accepted", "application", "bart", "complete", "koen", "now", "publishers", "rita", "services", "signed"]
CELL = "/security-cell/applications/"


@pytest.fixture
def at_diest():
    return lambda person: signed_in_browser(person, "10.40.0.7")


@pytest.fixture
def at_the_ministry():
    return lambda person: signed_in_browser(person, "10.10.0.7")


def way(centre) -> str:
    return f"/pages/{centre.uuid}/switch-over/"


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_secretary_applies_and_signs_and_sees_what_is_missing(paper_centre, koen, at_diest):
    desk = at_diest(koen)
    assert "Ask for your documents on your page" in text_of(desk.get(way(paper_centre)))

    assert "has arrived" in text_of(desk.post(f"{way(paper_centre)}apply/", follow=True))
    shown = text_of(desk.post(f"{way(paper_centre)}sign/", {"form": "designation"}, follow=True))
    assert "The other signature is still missing" in shown
    assert "waits for the President and the Secretary" in shown


def test_the_consultant_sees_the_forms_and_signs_none(application, paper_centre, bart, at_diest):
    desk = at_diest(bart)

    assert "Sign this form" not in text_of(desk.get(way(paper_centre)))
    assert desk.post(f"{way(paper_centre)}sign/", {"form": "designation"}).status_code == 403


def test_a_form_that_does_not_exist_is_not_found(application, paper_centre, koen, at_diest):
    assert at_diest(koen).post(f"{way(paper_centre)}sign/", {"form": "x"}).status_code == 404


def test_the_centre_withdraws(application, paper_centre, koen, at_diest):
    assert "is withdrawn" in text_of(at_diest(koen).post(f"{way(paper_centre)}withdraw/", follow=True))
    application.refresh_from_db()
    assert application.state == "withdrawn"


def test_the_way_stands_in_the_navigation_of_a_centre_on_paper_alone(paper_centre, centre, koen, secretary, at_diest):
    assert f'href="{way(paper_centre)}"' in at_diest(koen).get(f"/pages/{paper_centre.uuid}/mandate/").content.decode()
    assert f'href="{way(centre)}"' not in signed_in_browser(secretary).get(f"/pages/{centre.uuid}/mandate/").content.decode()


def test_nobody_of_another_centre_sees_it(application, paper_centre, stranger):
    assert signed_in_browser(stranger, "10.30.0.7").get(way(paper_centre)).status_code == 404


def test_the_security_cell_opens_a_dossier_for_who_calls(paper_centre, security_cell, now, at_the_ministry):
    desk = at_the_ministry(security_cell)
    typed = {"centre": "24020", "arrival": "phone", "received_on": now.isoformat(), "caller": "Koen", "capacity": "secretary"}

    shown = desk.post(f"{CELL}open/", typed, follow=True)
    assert "The dossier is open" in text_of(shown)
    assert shown.redirect_chain[-1][0] == f"{CELL}{Application.objects.get().uuid}/"
    again = desk.post(f"{CELL}open/", {**typed, "received_on": "2999-01-01"})
    assert (again.status_code, Application.objects.count()) == (422, 1)


def test_a_complete_dossier_is_examined_and_accepted_in_two_clicks(signed, security_cell, publishers, at_the_ministry):
    desk, address = at_the_ministry(security_cell), f"{CELL}{signed.uuid}/"
    findings = {f"examine-{code}": "yes" for code in ("network", "administrator", "email", "readers", "coverage")}

    desk.post(address, {"do": "examine", "examine-seen": signed.version, **findings})
    signed.refresh_from_db()
    shown = desk.post(address, {"do": "accept", "accept-seen": signed.version}, follow=True)
    assert "The services have been asked to confirm" in text_of(shown)


def test_what_another_has_changed_meanwhile_is_said_beside_what_was_typed(complete, security_cell, at_the_ministry):
    answer = at_the_ministry(security_cell).post(
        f"{CELL}{complete.uuid}/", {"do": "refuse", "refuse-seen": complete.version - 1, "refuse-reasons": "No network."}
    )

    assert answer.status_code == 422
    assert "has changed this dossier since you opened it" in text_of(answer)
    assert "No network." in answer.content.decode()
    assert f'name="refuse-seen" value="{complete.version}"' in answer.content.decode()  # who has looked presses again, and it is done


def test_every_button_of_a_dossier_does_what_it_says(application, security_cell, now, at_the_ministry):
    desk, address = at_the_ministry(security_cell), f"{CELL}{application.uuid}/"
    paper = {"form": "designation", "arrival": "post", "received_on": now.isoformat(), "president": "Rita", "secretary": "Koen"}

    assert "The form is complete" in text_of(desk.post(address, {"do": "paper", **prefixed("paper", paper)}, follow=True))
    asked = {"seen": 1, "asked": ["registration"], "words": "Graag.", "follow_up_on": ""}
    assert "on its way to the centre" in text_of(desk.post(address, {"do": "ask", **prefixed("ask", asked)}, follow=True))
    talked = {"means": "phone", "who": "Koen", "note": "Komt morgen."}
    assert "Komt morgen." in text_of(desk.post(address, {"do": "contact", **prefixed("contact", talked)}, follow=True))
    assert "Help needed" in text_of(desk.post(address, {"do": "follow_up", **prefixed("follow_up", {"needs_help": "on"})}, follow=True))
    refused = {"seen": 3, "reasons": "Geen netwerk."}
    assert "The centre has been told why" in text_of(desk.post(address, {"do": "refuse", **prefixed("refuse", refused)}, follow=True))


def prefixed(prefix: str, typed: dict) -> dict:
    return {f"{prefix}-{name}": value for name, value in typed.items()}


def test_each_service_confirms_and_the_last_one_switches_and_it_is_undone(accepted, publishers, services, now, security_cell, at_the_ministry):
    for service in services:
        desk = at_the_ministry(publishers[service.pk])
        assert accepted.institution.name in text_of(desk.get("/switch-overs/"))
        desk.post(f"/switch-overs/{accepted.uuid}/{service.code}/", {"ready_from": now.isoformat()})
    assert Institution.objects.get(pk=accepted.institution_id).channel == "electronic"

    shown = at_the_ministry(security_cell).post(f"{CELL}{accepted.uuid}/", {"do": "undo", "undo-seen": accepted.version}, follow=True)
    assert "The switch is undone" in text_of(shown)


def test_no_day_is_no_confirmation(accepted, publishers, services, at_the_ministry):
    desk = at_the_ministry(publishers[services[0].pk])
    answer = desk.post(f"/switch-overs/{accepted.uuid}/{services[0].code}/", {"ready_from": "soon"})

    assert answer.status_code == 422
    assert desk.post("/switch-overs/00000000-0000-4000-8000-000000000000/x/", {"ready_from": "2026-12-01"}).status_code == 404


def test_every_number_of_the_board_is_the_number_of_its_rows(application, centre, other_centre, security_cell, at_the_ministry):
    board = switch_over(member=security_cell)

    for state in ("switched", "open", "nothing"):
        for line in board.lines:
            rows = centres_in(member=security_cell, state=state, place=line.name)
            assert rows.count() == getattr(line, state)
        assert centres_in(member=security_cell, state=state).count() == getattr(board.total, state)
    assert (board.total.switched, board.total.open, board.total.centres) == (2, 1, 3)

    desk = at_the_ministry(security_cell)
    assert f"<b>{board.total.switched}</b>switched, of 3" in text_of(desk.get("/security-cell/switch-over/?by=province"))
    shown = desk.get("/security-cell/switch-over/centres/?state=open&by=region&place=Vlaams Gewest")
    assert [one.pk for one in shown.context["centres"]] == [application.institution_id]


def test_the_days_to_the_deadline_stand_on_the_board(application, security_cell, now, at_the_ministry, settings):
    desk = at_the_ministry(security_cell)
    assert "to the deadline" not in text_of(desk.get("/security-cell/switch-over/"))

    settings.DEADLINE = now + timedelta(days=97)
    assert "<b>97 days</b> to the deadline" in text_of(desk.get("/security-cell/switch-over/"))
    settings.DEADLINE = now - timedelta(days=1)
    assert "Who has not switched still gets paper" in text_of(desk.get("/security-cell/switch-over/"))


def test_an_address_that_gave_the_last_mail_back_is_counted_until_one_arrives(application, paper_centre, security_cell, now):
    first = Notice.objects.filter(to="post@diest.example").first()
    Notice.objects.filter(pk=first.pk).update(given_up_at=application.opened_at)
    assert switch_over(member=security_cell).unreachable == 1

    later = Notice.objects.create(kind="new_documents", to="post@diest.example", language="nl", not_before=application.opened_at)
    Notice.objects.filter(pk=later.pk).update(sent_at=application.opened_at)
    assert switch_over(member=security_cell).unreachable == 0


def test_the_csv_holds_every_centre(paper_centre, centre, security_cell, at_the_ministry):
    answer = at_the_ministry(security_cell).get("/security-cell/switch-over/centres.csv?state=nothing")

    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines[1:]] == [paper_centre.name]


def test_the_board_asks_the_same_however_many_centres(paper_centre, centre, other_centre, security_cell, django_assert_max_num_queries):
    on = paper_centre.identifiers.first().valid_from
    open_application(member=security_cell, institution=paper_centre, arrival="mail", received_on=on, caller="K", capacity="secretary")

    with django_assert_max_num_queries(7):
        switch_over(member=security_cell)


def test_a_local_administrator_applies_too(centre, administrator, mandate, secretary):
    Institution.objects.filter(pk=centre.pk).update(channel="paper")

    assert apply(applicant=administrator, institution=centre).opened_by == Mandate.objects.get(pk=mandate.pk).holder


def test_other_roles_see_none_of_it(application, auditor, publisher, at_the_ministry):
    for person in (auditor, publisher):
        for address in ("/security-cell/switch-over/", CELL, f"{CELL}{application.uuid}/", f"{CELL}open/"):
            assert at_the_ministry(person).get(address).status_code == 403


def test_emergency_paper_is_proposed_confirmed_by_another_and_ended(centre, security_cell, publisher, now, at_the_ministry):
    desk, other = at_the_ministry(security_cell), at_the_ministry(publisher)
    typed = {"centre": "12021", "until": (now + timedelta(days=3)).isoformat(), "reason": "The line is cut."}

    assert "The line is cut." in text_of(desk.post("/emergency-paper/propose/", typed, follow=True))
    proposal = Proposal.objects.get()
    assert "its page stays open" in text_of(other.post(f"/emergency-paper/{proposal.uuid}/confirm/", follow=True))
    assert "come to its page again" in text_of(desk.post(f"/emergency-paper/centres/{centre.uuid}/end/", follow=True))
    assert desk.post("/emergency-paper/propose/", {**typed, "until": "2999-01-01"}).status_code == 422
    assert desk.post(f"/emergency-paper/{proposal.uuid}/drop/").status_code == 409
    assert desk.post(f"/emergency-paper/{centre.uuid}/confirm/").status_code == 404
