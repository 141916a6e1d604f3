"""The client of one module, and the examples of the documentation, against a server that runs."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from institutional_pages.access.machine_actions import MachineWish, confirm_machine, make_key, propose_machine
from institutional_pages.administration.ministry_actions import establish_ministry
from institutional_pages.catalogue.models import Service
from institutional_pages.client import Client, Problem
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.models import Institution, Network, NetworkRange
from tests.cast import LIER, appointed, import_centre, mandated, person
from tests.delivery.conftest import letter, number

EXAMPLES = (Path(__file__).parents[2] / "docs" / "machines.md").read_text()
FACTS = {"institution": "12021", "kind": "refused-forms", "law": "rmi", "period": "2026-10"}


@pytest.fixture
def registered(committed_database):
    """A publishing and a reading machine with a key each, which may be used from this machine."""
    centre = import_centre(LIER)
    ministry = establish_ministry(names={"nl": "POD MI"}, operator="FedMAN", ranges=["127.0.0.0/8"])
    ministry = ministry if isinstance(ministry, Institution) else Institution.objects.get(type="ministry")
    NetworkRange.objects.create(network=Network.objects.get(uses__institution=centre), cidr="127.0.0.0/8", valid_from="2020-01-01")
    cell, operator = appointed(ministry, "greet", "security-cell"), appointed(ministry, "stijn", "operator")
    wish = MachineWish("Monthly run", service=Service.objects.get(code="rmi-service"))
    publishing = confirm_machine(person=operator, proposal=propose_machine(person=cell, wish=wish))
    president, secretary = person("marleen"), person("wouter")
    mandated(centre, person("bart"), president, secretary, cell)
    wish = MachineWish("Dossier software", institution=centre)
    reading = confirm_machine(person=secretary, proposal=propose_machine(person=president, wish=wish))
    return {
        "machine": str(publishing.uuid),
        "publishing": make_key(person=operator, machine=publishing).secret,
        "reading": make_key(person=president, machine=reading).secret,
        "number": number(centre),
    }


@pytest.fixture
def server(registered):
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def pdf(tmp_path):
    file = tmp_path / "lier.pdf"
    file.write_bytes(letter("October"))
    return file


def test_a_program_publishes_and_another_reads(server, registered, pdf, tmp_path):
    publishing, reading = Client(server, key=registered["publishing"]), Client(server, key=registered["reading"])
    run = publishing.open_run("October 2026")["id"]

    receipt = publishing.put_document(run, pdf, **FACTS)

    assert publishing.put_document(run, pdf, **FACTS) == receipt
    assert publishing.close_run(run)["published"] == 1
    assert [item["outcome"] for item in publishing.items(run)] == ["published"]
    (document,) = reading.documents(registered["number"])
    assert document["id"] == receipt["id"]
    assert reading.read(document["id"], 0, tmp_path / "read.pdf") == receipt["sha256"] == hashlib.sha256(pdf.read_bytes()).hexdigest()
    assert (tmp_path / "read.pdf").read_bytes() == pdf.read_bytes()
    assert reading.document(document["id"])["firstOpenedAt"]


def test_what_is_refused_is_a_problem_with_its_code(server, registered, pdf):
    publishing = Client(server, key=registered["publishing"], pause=0.01)
    run = publishing.open_run("October 2026")["id"]
    pdf.write_bytes(b"no pdf")

    with pytest.raises(Problem) as told:
        publishing.put_document(run, pdf, **FACTS)

    assert (told.value.status, told.value.code) == (415, "not_a_pdf")
    with pytest.raises(Problem) as told:
        Client(server, key="ipk_00000000_x", pause=0.01).open_run("x")
    assert told.value.code == "unknown-key"


def test_a_key_is_never_sent_in_plain_over_a_network():
    with pytest.raises(ValueError, match="https"):
        Client("http://pages.example", key="x")


def test_a_server_that_is_not_there_is_tried_again_and_then_told(registered):
    with pytest.raises(OSError):  # noqa: PT011 - what the system says differs
        Client("http://127.0.0.1:9", key="x", pause=0.01).run("x")


def shell(command: str, server: str, where: Path, **names: str) -> dict:
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=where, check=False, env={"SERVER": server, "PATH": "/usr/bin:/bin", **names}
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.needs("curl")
def test_the_examples_of_the_documentation_do_what_they_say(server, registered, pdf):
    blocks = re.findall(r"```\n(.*?)```", EXAMPLES, re.DOTALL)
    exchange, publishing = blocks
    token = shell(exchange, server, pdf.parent, MACHINE=registered["machine"], KEY=registered["publishing"])
    assert token["token_type"] == "Bearer"
    commands = [command.strip() for command in re.split(r"\n(?=curl )", publishing)]
    assert len(commands) == 3

    run = shell(commands[0], server, pdf.parent, KEY=token["access_token"])["id"]
    receipt = shell(commands[1], server, pdf.parent, KEY=token["access_token"], RUN=run)
    closed = shell(commands[2], server, pdf.parent, KEY=token["access_token"], RUN=run)

    assert Delivery.objects.get().uuid.hex == receipt["id"].replace("-", "")
    assert (closed["published"], bool(closed["closedAt"])) == (1, True)
