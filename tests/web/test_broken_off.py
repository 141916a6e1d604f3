"""A long file that turns out damaged on its way, over a real connection: the client notices that it is not complete."""

import http.client
import os
import socket
import subprocess
import sys
import time

import pytest
from django.utils import timezone

from institutional_pages.access.machines import command_line_machine
from institutional_pages.access.models import Grant
from institutional_pages.audit.models import Event
from institutional_pages.catalogue.models import Service
from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.delivery.publishing import publish
from institutional_pages.institutions.models import Institution
from institutional_pages.mailbox.reading import WHOLE
from institutional_pages.notices.models import Notice
from tests.delivery.conftest import Folder, cbe, committed_centres
from tests.web.reading.test_damage import long_letter
from tests.web.visitors import make_president, make_visitor, signed_in_browser

__all__ = ["committed_centres"]
INSIDE = "10.1.0.5"


@pytest.fixture
def long_file(committed_centres, tmp_path) -> DeliveryFile:
    """A published file of more than 8 MiB."""
    service = Service.objects.get(code="rmi-service")
    folder = Folder(tmp_path / "October").add(cbe(1), file=long_letter(WHOLE + 200_000))
    publish(publisher=command_line_machine(service=service), service=service, manifest=folder.manifest)
    return DeliveryFile.objects.select_related("blob", "delivery__page").get()


@pytest.fixture
def cookie(long_file) -> str:
    """That of a reader of the page who has signed in."""
    centre: Institution = long_file.delivery.page
    reader, president = (make_visitor(name, centre, card=False) for name in ("an", "marleen"))
    given = {"given_by": president.person, "given_at": timezone.now(), "officer": make_president(president, centre)}
    Grant.objects.create(institution=centre, reader=reader.person, everything=True, **given)
    cookies = signed_in_browser(reader.person, INSIDE).cookies
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


@pytest.fixture
def port(committed_centres, long_file):
    """Where the product is served, behind a proxy on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    environment = {**committed_centres.environment, "IPAGES_TRUSTED_PROXIES": "127.0.0.1/32"}
    command = [sys.executable, "-m", "institutional_pages", "serve", "--port", str(number), "--processes", "1", "--no-worker"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not listens(number):
            assert server.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)
        yield number
    finally:
        server.terminate()
        server.wait(30)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(port: int, cookie: str, file: DeliveryFile) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    address = f"/pages/{file.delivery.page.uuid}/documents/{file.delivery.uuid}/files/0/download"
    connection.request("GET", address, headers={"Cookie": cookie, "X-Forwarded-For": INSIDE})
    return connection.getresponse()


def test_the_transfer_breaks_off_and_the_ministry_is_told(long_file, cookie, port, settings):
    whole = get(port, cookie, long_file).read()
    path = settings.VAULT_ROOT / long_file.blob.key
    with path.open("r+b") as stored:
        stored.seek(-1000, os.SEEK_END)
        stored.write(bytes(100))

    answer = get(port, cookie, long_file)
    with pytest.raises(http.client.IncompleteRead) as broken:
        answer.read()

    assert (len(whole), answer.status, answer.headers["Content-Length"]) == (long_file.bytes, 200, str(long_file.bytes))
    assert 7_000_000 < len(broken.value.partial) < long_file.bytes
    assert whole.startswith(broken.value.partial)
    assert Event.objects.get(verb="delivery.damaged").actor.startswith("person:")
    assert Notice.objects.filter(kind="damaged_document").count() == 1
