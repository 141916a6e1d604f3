"""A key is exchanged for a token of ten minutes (RFC 6749 §4.4), in a header or in the body; it ends with its key."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from institutional_pages.access.machine_actions import revoke_key
from institutional_pages.access.models import MachineKey, MachineToken
from institutional_pages.audit.models import Event
from tests.api.conftest import AT_THE_MINISTRY, OUTSIDE, Caller

pytestmark = pytest.mark.django_db


def asked(machine, secret, *, in_header=False, address=AT_THE_MINISTRY, **more):
    form = {"grant_type": "client_credentials", **more}
    headers = {}
    if in_header:
        headers["Authorization"] = "Basic " + base64.b64encode(f"{machine.uuid}:{secret}".encode()).decode()
    else:
        form |= {"client_id": str(machine.uuid), "client_secret": secret}
    return Client(REMOTE_ADDR=address).post("/api/v1/token", form, headers=headers)


@pytest.mark.parametrize("in_header", [True, False])
def test_a_token_opens_what_its_key_opens(publishing_machine, publisher_program, in_header):
    answer = asked(publishing_machine, publisher_program.secret, in_header=in_header)

    told = answer.json()
    assert (answer.status_code, told["token_type"], told["expires_in"]) == (200, "Bearer", 600)
    assert answer["Cache-Control"].startswith("no-store")
    assert Caller(told["access_token"], AT_THE_MINISTRY).post("runs", {"name": "October"}).status_code == 201
    assert '"means":"oauth2"' in Event.objects.get(verb="run.opened").text.canonical
    assert told["access_token"] not in str(MachineToken.objects.values().get())


def test_it_ends_after_ten_minutes_and_with_its_key(publishing_machine, publisher_program, operator):
    program = Caller(asked(publishing_machine, publisher_program.secret).json()["access_token"], AT_THE_MINISTRY)
    MachineToken.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert program.post("runs", {"name": "x"}).status_code == 401

    program = Caller(asked(publishing_machine, publisher_program.secret).json()["access_token"], AT_THE_MINISTRY)
    revoke_key(person=operator, key=MachineKey.objects.get())
    assert program.post("runs", {"name": "x"}).status_code == 401


@pytest.mark.parametrize(("secret", "client"), [("ipk_00000000_x", ""), ("", ""), (None, "00000000-0000-4000-8000-000000000000"), (None, "x")])
def test_a_wrong_secret_and_an_unknown_client_are_the_same(publishing_machine, publisher_program, secret, client):
    more = {"client_id": client} if client else {}
    answer = (
        asked(publishing_machine, publisher_program.secret if secret is None else secret, **more)
        if not client
        else Client(REMOTE_ADDR=AT_THE_MINISTRY).post(
            "/api/v1/token", {"grant_type": "client_credentials", "client_id": client, "client_secret": publisher_program.secret}
        )
    )

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert not MachineToken.objects.exists()


def test_nothing_else_is_granted(publishing_machine, publisher_program):
    answer = asked(publishing_machine, publisher_program.secret, grant_type="password")

    assert answer.json()["error"] == "unsupported_grant_type"


def test_outside_its_networks_there_is_no_token(publishing_machine, publisher_program):
    assert asked(publishing_machine, publisher_program.secret, address=OUTSIDE).status_code == 403
    assert not MachineToken.objects.exists()


def test_after_a_hundred_wrong_keys_an_address_is_answered_no_more(publishing_machine, publisher_program):
    stranger = Caller("ipk_00000000_guess", AT_THE_MINISTRY)
    for _ in range(100):
        assert stranger.get("runs/00000000-0000-4000-8000-000000000000").status_code == 401
    events = Event.objects.filter(verb="refused").count()

    answer = stranger.get("runs/00000000-0000-4000-8000-000000000000")

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "too-many-tries", "900")
    assert Event.objects.filter(verb="refused").count() == events
    assert publisher_program.post("runs", {"name": "x"}).status_code == 201  # a right key is not made to wait
