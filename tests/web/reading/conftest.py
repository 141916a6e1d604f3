"""A centre whose page holds documents, its readers at their desks, and the ministry at its own."""

import pytest
from django.utils import timezone

from institutional_pages.access.models import Appointment, Grant, GrantScope, Officer
from institutional_pages.catalogue.models import Kind, Law, Service
from institutional_pages.delivery.models import Delivery
from institutional_pages.institutions.models import Address, Identifier, Institution
from tests.delivery.conftest import Folder, folder, letter, machine, publishing, vault
from tests.web.visitors import SINCE, make_institution, make_president, make_visitor, signed_in_browser

__all__ = ["folder", "machine", "publishing", "vault"]


@pytest.fixture
def rmi_service(db):
    return Service.objects.get(code="rmi-service")


@pytest.fixture
def lier(lier):
    """The centre of the door's tests, with the number that a manifest names."""
    Identifier.objects.create(institution=lier, scheme="cbe", value="0207999999", valid_from=SINCE)
    return lier


@pytest.fixture
def give(lier):
    """Give a person access to the page of Lier: everything, or rows of (law, kind)."""
    president = make_visitor("marleen", lier, card=False).person
    office: Officer = make_president(make_visitor("wouter", lier, card=False), lier)

    def give(person, *rows):
        grant = Grant.objects.create(
            institution=lier, reader=person, given_by=president, given_at=timezone.now(), officer=office, everything=not rows
        )
        for law, kind in rows:
            GrantScope.objects.create(grant=grant, law=Law.objects.get(code=law), kind=Kind.objects.get(code=kind))

    return give


@pytest.fixture
def desk(an, give):
    """An, who reads everything of the page of Lier, signed in."""
    give(an.person)
    return signed_in_browser(an.person)


@pytest.fixture
def narrow_desk(lier, give):
    """Jan, who reads the refused forms under one law and nothing else."""
    jan = make_visitor("jan", lier, card=False).person
    give(jan, ("rmi", "refused-forms"))
    return signed_in_browser(jan)


@pytest.fixture
def page(folder, publishing, lier) -> str:
    """The address of the page of Lier, with refused forms of two months, a statement, and a settlement with an annex."""
    (folder.path / "annex.pdf").write_bytes(letter("Annex"))
    folder.add(lier, period="2026-09").add(lier, period="2026-10").add(lier, kind="monthly-statement")
    folder.add(lier, kind="annual-settlement", period="2025", annexes=["annex.pdf"])
    publishing(folder)
    return f"/pages/{lier.uuid}/"


@pytest.fixture
def settlement(page) -> Delivery:
    return Delivery.objects.get(kind__code="annual-settlement")


@pytest.fixture
def document(page, settlement) -> str:
    """The address of the settlement."""
    return f"{page}documents/{settlement.uuid}/"


@pytest.fixture
def ministry(network) -> Institution:
    return make_institution("POD Maatschappelijke Integratie", network, kind="ministry")


@pytest.fixture
def in_role(ministry):
    """A browser of somebody with a role at the ministry."""

    def browser_of(role, service=None):
        person = make_visitor(role, ministry, card=False).person
        Appointment.objects.create(person=person, role=role, service=service, valid_from=SINCE, by_command_line=True)
        return signed_in_browser(person)

    return browser_of


@pytest.fixture
def publisher(in_role, rmi_service):
    return in_role("publisher", rmi_service)


@pytest.fixture
def on_paper(network) -> Institution:
    """A centre that has not switched."""
    centre = make_institution("OCMW Diest", network)
    Institution.objects.filter(pk=centre.pk).update(channel="paper")
    Identifier.objects.create(institution=centre, scheme="cbe", value="0207888888", valid_from=SINCE)
    Address.objects.create(institution=centre, street="Markt 1", postcode="3290", town="Diest", valid_from=SINCE)
    return centre


@pytest.fixture
def sent(folder, publishing, lier, on_paper) -> Folder:
    """A run in which one file is published, one goes to paper, one is refused and one is missing; one lay beside the list."""
    folder.add(lier).add(on_paper).add("0200000000", name="=cmd.pdf").add(lier, period="2026-09", name="gone.pdf")
    (folder.path / "gone.pdf").unlink()
    (folder.path / "beside.pdf").write_bytes(letter("Not on the list"))
    publishing(folder)
    return folder
