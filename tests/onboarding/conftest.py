"""A centre on paper on its way to its page, and the people who bring it there."""

import pytest

from institutional_pages.catalogue.models import Service
from institutional_pages.institutions.calendar import today
from institutional_pages.onboarding.actions import apply, sign_form
from institutional_pages.onboarding.conditions import CONDITIONS, FORMS
from institutional_pages.onboarding.decision_actions import Finding, accept, examine
from tests.cast import appointed, person
from tests.delivery.conftest import folder, machine, publishing, transactional_rounds, vault

__all__ = ["folder", "machine", "publishing", "transactional_rounds", "vault"]


@pytest.fixture
def rita(paper_centre):
    """The President of the centre on paper."""
    return person("rita")


@pytest.fixture
def koen(paper_centre):
    """Its Secretary."""
    return person("koen")


@pytest.fixture
def bart(paper_centre):
    """Its security consultant."""
    return person("bart")


@pytest.fixture
def application(paper_centre, koen):
    """Made by the Secretary on the web; nothing is in yet."""
    return apply(applicant=koen, institution=paper_centre)


@pytest.fixture
def signed(application, rita, koen):
    """Both forms signed by both."""
    for form in FORMS:
        for officer in (rita, koen):
            sign_form(officer=officer, application=application, form=form)
    application.refresh_from_db()
    return application


def examined(application, member):
    """Every condition was found to be met."""
    application.refresh_from_db()
    findings = dict.fromkeys(CONDITIONS, Finding(holds=True, evidence="seen"))
    examine(member=member, application=application, seen=application.version, findings=findings)
    application.refresh_from_db()
    return application


@pytest.fixture
def complete(signed, security_cell):
    """Ready to be accepted."""
    return examined(signed, security_cell)


@pytest.fixture
def services(db):
    """Every publishing service, in order."""
    return list(Service.objects.order_by("pk"))


@pytest.fixture
def publishers(ministry, services):
    """One person for each service."""
    return {service.pk: appointed(ministry, f"pub{service.pk}", "publisher", service) for service in services}


@pytest.fixture
def accepted(complete, security_cell, publishers):
    """The services are told."""
    return accept(member=security_cell, application=complete, seen=complete.version)


@pytest.fixture
def now():
    return today()
