"""Refusals and errors: the right status, what to do next, one event, and to a stranger the same as nothing."""

import re
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from institutional_pages.access.errors import NoMandate
from institutional_pages.access.models import Appointment
from institutional_pages.audit.models import Event
from institutional_pages.errors import BadInput, Conflict
from institutional_pages.identity.models import Person
from institutional_pages.web import urls, visits
from institutional_pages.web.rendering import render_page
from tests.web.visitors import OUTSIDE, SINCE, browser, make_institution, make_network, signed_in_browser


def page(request: HttpRequest, page_id: UUID) -> HttpResponse:
    return HttpResponse(visits.page_of(request, page_id).name)


def ministry(request: HttpRequest) -> HttpResponse:
    return HttpResponse(visits.ministry_role(request, "security-cell").role)


def refusing(request: HttpRequest, what: str) -> HttpResponse:
    visits.signed_in(request)
    raise {"mandate": NoMandate, "conflict": Conflict, "input": BadInput, "broken": ZeroDivisionError}[what]


def twice(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        Person.objects.create(username=visits.signed_in(request).username.upper())
    return HttpResponse()


def piece(request: HttpRequest) -> HttpResponse:
    return render_page(request, page="choose.html", part="forms/errors.html")


urlpatterns = [
    path("pages/<uuid:page_id>/", page),
    path("ministry/", ministry),
    path("refusing/<what>/", refusing),
    path("piece/", piece),
    path("twice/", twice, name="twice"),
    *urls.urlpatterns,
]
handler400 = "institutional_pages.web.refusing.bad_request"
handler403 = "institutional_pages.web.refusing.forbidden"
handler404 = "institutional_pages.web.refusing.not_found"
handler500 = "institutional_pages.web.refusing.server_error"


@pytest.fixture(autouse=True)
def addresses():
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def clerk(an):
    return signed_in_browser(an.person)


def without_tokens(answer) -> str:
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", answer.content.decode())


def test_a_visitor_who_is_not_signed_in_is_sent_to_sign_in_and_back(lier, at_the_desk):
    answer = at_the_desk.get(f"/pages/{lier.uuid}/?law=rmi")

    assert answer.status_code == 302
    assert answer.url == f"/sign-in/?next=%2Fpages%2F{lier.uuid}%2F%3Flaw%3Drmi"


def test_htmx_is_told_to_load_the_sign_in_page_whole(lier, at_the_desk):
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/pages/x/?law=rmi"}

    answer = at_the_desk.get(f"/pages/{lier.uuid}/", headers=headers)

    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fpages%2Fx%2F%3Flaw%3Drmi"


def test_one_sees_the_page_of_ones_own_centre(clerk, lier):
    assert clerk.get(f"/pages/{lier.uuid}/").content == b"OCMW Lier"


def test_a_foreign_page_and_an_unknown_one_are_the_same_404(clerk, diest):
    foreign = clerk.get(f"/pages/{diest.uuid}/")
    unknown = clerk.get(f"/pages/{uuid4()}/")

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert without_tokens(foreign) == without_tokens(unknown)
    assert sorted(foreign.headers) == sorted(unknown.headers)
    assert "Diest" not in foreign.content.decode()


def test_a_foreign_page_and_an_unknown_one_take_the_same_work(clerk, diest):
    clerk.get("/")
    with CaptureQueriesContext(connection) as foreign:
        clerk.get(f"/pages/{diest.uuid}/")
    with CaptureQueriesContext(connection) as unknown:
        clerk.get(f"/pages/{uuid4()}/")

    assert len(foreign) == len(unknown)


def test_a_foreign_page_stays_a_404_from_outside_the_network(an, diest):
    assert signed_in_browser(an.person, OUTSIDE).get(f"/pages/{diest.uuid}/").status_code == 404


def test_a_page_that_closed_is_a_404_for_its_own_people(clerk, lier, diest):
    lier.successor = diest
    lier.save()

    assert clerk.get(f"/pages/{lier.uuid}/").status_code == 404


def test_from_outside_ones_own_page_names_its_network_and_whom_to_call(an, lier, settings):
    make_institution("OCMW Far", make_network("VERA", "10.30.0.0/16"))

    answer = signed_in_browser(an.person, OUTSIDE).get(f"/pages/{lier.uuid}/")

    assert answer.status_code == 403
    assert "Publilink" in answer.content.decode()
    assert "VERA" not in answer.content.decode()
    assert settings.HELPDESK["phone"] in answer.content.decode()
    assert '"code":"network"' in Event.objects.get(verb="refused").text.canonical


def test_the_network_of_another_centre_does_not_open_this_one(an, lier):
    make_institution("OCMW Far", make_network("VERA", "10.30.0.0/16"))

    assert signed_in_browser(an.person, "10.30.0.1").get(f"/pages/{lier.uuid}/").status_code == 403


def test_a_person_of_a_centre_has_no_role_at_the_ministry(clerk):
    assert clerk.get("/ministry/").status_code == 403


def test_a_role_at_the_ministry_works_from_the_network_of_the_ministry_only(an, clerk, network):
    make_institution("Ministry", make_network("FedNet", "10.40.0.0/16"), "ministry")
    Appointment.objects.create(person=an.person, role="security-cell", valid_from=SINCE, by_command_line=True)

    assert clerk.get("/ministry/").status_code == 403
    assert signed_in_browser(an.person, "10.40.0.1").get("/ministry/").content == b"security-cell"


@pytest.mark.parametrize(("what", "status"), [("mandate", 403), ("conflict", 409), ("input", 422)])
def test_each_kind_of_refusal_has_its_status_a_reference_and_one_event(clerk, an, what, status):
    answer = clerk.post(f"/refusing/{what}/")

    assert answer.status_code == status
    reference = re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", answer.content.decode()).group()
    event = Event.objects.get(verb="refused")
    assert event.actor == f"person:{an.person.pk}"
    assert reference in event.text.canonical
    assert "<title>Error:" in answer.content.decode()


def test_what_the_database_refuses_is_to_look_at_again_and_its_words_are_not_logged(clerk, an, caplog):
    answer = clerk.post("/twice/")

    assert answer.status_code == 409
    assert "at the same moment" in answer.content.decode()
    assert '"code":"at-the-same-moment"' in Event.objects.get(verb="refused").text.canonical
    assert "constraint of the database refused what twice did" in caplog.text
    assert "a_login_names" not in caplog.text
    assert "Traceback" not in caplog.text


def test_a_refusal_at_a_foreign_page_is_on_record_for_its_centre(clerk, diest):
    clerk.get(f"/pages/{diest.uuid}/")

    assert Event.objects.get(verb="refused").institution == f"institution:{diest.pk}"


def test_what_breaks_gives_a_reference_and_no_trace(clerk, caplog):
    clerk.raise_request_exception = False

    answer = clerk.get("/refusing/broken/")

    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()
    assert re.search(r"[0-9A-F]{4}-[0-9A-F]{4}", answer.content.decode()).group() in caplog.text


def test_a_form_without_its_token_is_refused(an):
    client = browser(enforce_csrf_checks=True)

    answer = client.post("/sign-in/", {"login": an.login, "password": an.password})

    assert answer.status_code == 403
    assert "form" in answer.content.decode()


def test_htmx_gets_the_part_and_a_restored_history_the_whole_page(clerk):
    part = clerk.get("/piece/", headers={"HX-Request": "true"})
    whole = clerk.get("/piece/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert b"<html" not in part.content
    assert b"<html" in whole.content
    assert "HX-Request" in part.headers["Vary"]
    assert "HX-Request" in whole.headers["Vary"]
