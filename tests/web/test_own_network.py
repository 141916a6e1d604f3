"""One signs in from the networks of those who employ one; it is looked at only after the right password."""

import re

import pytest
from django.utils import timezone

from institutional_pages.access.models import Appointment
from institutional_pages.audit.models import Event
from institutional_pages.identity.models import Employment, SignInFailures
from institutional_pages.identity.passwords import login_key
from tests.web.visitors import (
    INSIDE,
    OUTSIDE,
    SINCE,
    asked_number,
    browser,
    make_institution,
    make_network,
    make_president,
    make_visitor,
    sign_in,
    type_password,
)

ELSEWHERE = "10.30.0.7"


@pytest.fixture
def far(db):
    """A centre on another registered network."""
    return make_institution("OCMW Far", make_network("VERA", "10.30.0.0/16"))


def refusals() -> list[str]:
    return [event.text.canonical for event in Event.objects.filter(verb="sign-in.refused")]


def test_the_network_of_a_centre_that_does_not_employ_one_lets_nobody_in(an, far, settings):
    elsewhere = browser(ELSEWHERE)

    answer = type_password(elsewhere, an)

    assert answer.status_code == 403
    shown = answer.content.decode()
    assert "Publilink" in shown
    assert "VERA" not in shown
    assert settings.HELPDESK["phone"] in shown
    (written,) = refusals()
    assert '"reason":"network"' in written
    assert f"person:{an.person.pk}" in written
    assert elsewhere.get("/sign-in/code/").url == "/sign-in/"
    assert not Event.objects.filter(verb="signed-in").exists()


def test_twice_is_refused_twice_and_the_own_network_opens_after_that(an, far):
    for _ in range(2):
        assert type_password(browser(ELSEWHERE), an).status_code == 403

    assert sign_in(browser(INSIDE), an).status_code == 302


def test_a_wrong_password_tells_nothing_of_the_network(an, far):
    """The same answer as for an unknown login, from the wrong network as from the right one."""
    answers = {
        (comes_from, who): browser(comes_from).post("/sign-in/", {"login": who, "password": "wrong"})
        for comes_from in (INSIDE, ELSEWHERE)
        for who in (an.login, "nobody.at.all")
    }

    bodies = {re.sub(r'name="(csrfmiddlewaretoken|login)" value="[^"]*"', "", answer.content.decode()) for answer in answers.values()}
    assert {answer.status_code for answer in answers.values()} == {422}
    assert len(bodies) == 1
    assert not any('"reason":"network"' in written for written in refusals())
    assert SignInFailures.objects.filter(login__in=[login_key(an.login), login_key("nobody.at.all")]).count() == 2


def test_each_of_several_employers_opens(an, far):
    Employment.objects.create(person=an.person, institution=far, valid_from=SINCE)

    assert sign_in(browser(ELSEWHERE), an).status_code == 302


def test_an_employer_of_the_past_does_not(an, far):
    Employment.objects.create(person=an.person, institution=far, valid_from=SINCE, valid_until=SINCE)

    assert type_password(browser(ELSEWHERE), an).status_code == 403


def test_an_office_opens_without_a_job(an, far):
    make_president(an, far)

    assert sign_in(browser(ELSEWHERE), an).status_code == 302


def test_a_role_at_the_ministry_opens_from_the_ministry_and_names_its_network_elsewhere(far):
    ministry = make_institution("Ministry", make_network("FedNet", "10.40.0.0/16"), "ministry")
    greet = make_visitor("greet", ministry)
    Appointment.objects.create(person=greet.person, role="security-cell", valid_from=SINCE, by_command_line=True)

    refused = type_password(browser(ELSEWHERE), greet)

    assert refused.status_code == 403
    assert "FedNet" in refused.content.decode()
    assert sign_in(browser("10.40.0.1"), greet).status_code == 302


def test_whom_nobody_employs_any_more_does_not_come_in(an):
    an.person.employments.update(valid_until=SINCE)

    assert type_password(browser(INSIDE), an).status_code == 403


def test_a_network_that_is_report_only_lets_its_own_people_in_from_elsewhere_and_no_others(an, far, network):
    gilles = make_visitor("gilles", far)
    network.report_only = True
    network.save()

    assert sign_in(browser(OUTSIDE), an).status_code == 302
    assert type_password(browser(OUTSIDE), gilles).status_code == 403


def test_who_moves_between_password_and_code_is_asked_again_where_they_are(an, far):
    inside = browser(INSIDE)
    type_password(inside, an)
    number = asked_number(inside)
    elsewhere = browser(ELSEWHERE)
    elsewhere.cookies["session"] = inside.cookies["session"].value

    answer = elsewhere.post("/sign-in/code/", {"code": an.codes[number]})

    assert answer.status_code == 403
    assert "Publilink" in answer.content.decode()
    assert not Event.objects.filter(verb="signed-in").exists()


def test_a_closed_account_hears_nothing_of_networks(an, far):
    an.person.closed_at = timezone.now()
    an.person.save()

    assert type_password(browser(ELSEWHERE), an).status_code == 422
