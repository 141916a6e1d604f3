"""Where one comes after signing in, when there is no screen to go to."""

import pytest

from institutional_pages.access.models import Appointment
from tests.web.visitors import SINCE, make_institution, make_visitor, signed_in_browser


@pytest.mark.parametrize("role", ["trainer"])
def test_who_has_a_role_without_a_screen_is_told_so_and_finds_what_is_there(network, role):
    person = make_visitor("greet", make_institution("POD", network, "ministry"), card=False).person
    Appointment.objects.create(person=person, role=role, valid_from=SINCE, by_command_line=True)
    desk = signed_in_browser(person)

    shown = desk.get("/").content.decode()

    assert "Your role has no screen of its own" in shown
    assert "local administrator" not in shown
    for address in ("/history/", "/account/"):
        assert f'<li><a href="{address}">' in shown
        assert desk.get(address).status_code == 200


def test_who_has_nothing_is_told_whom_to_ask(an):
    shown = signed_in_browser(an.person).get("/").content.decode()

    assert "Nothing is open for you yet" in shown
    assert "Ask the local administrator" in shown
