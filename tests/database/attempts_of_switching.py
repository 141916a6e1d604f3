"""What the database refuses about applications."""

from institutional_pages.onboarding.models import Application, Examined, Readiness, SignedForm
from tests.database import rows
from tests.database.attempts import forbidden, twice


def application(**more):
    facts = {"arrival": "mail", "received_on": rows.FROM, "opened_at": rows.NOW, **more}
    facts.setdefault("institution", None)
    facts["institution"] = facts["institution"] or rows.institution()
    return Application.objects.create(opened_by=rows.person(), **facts)


def accepted(**more):
    forms = {"designation_on": rows.FROM, "registration_on": rows.FROM}
    return application(**{"decision": "accepted", "decided_at": rows.NOW, **forms, **more})


@forbidden("one_open_application_per_institution")
def _():
    centre = rows.institution()
    twice(lambda: application(institution=centre))


@forbidden("accepted_only_with_both_forms")
def _():
    accepted(registration_on=None)


@forbidden("switched_only_when_accepted")
def _():
    application(switched_at=rows.NOW)


@forbidden("decided_at_a_moment")
def _():
    accepted(decided_at=None)


@forbidden("a_form_stands_once_in_an_application")
def _():
    one = application()
    twice(lambda: SignedForm.objects.create(application=one, form="designation", arrival="post", received_on=rows.FROM))


@forbidden("a_condition_is_examined_once_in_an_application")
def _():
    one = application()
    facts = {"condition": "network", "holds": True, "examined_by": rows.person(), "examined_at": rows.NOW}
    twice(lambda: Examined.objects.create(application=one, **facts))


@forbidden("a_service_confirms_an_application_once")
def _():
    one, service = accepted(), rows.service()
    twice(lambda: Readiness.objects.create(application=one, service=service))


@forbidden("confirmed_by_somebody_from_a_day")
def _():
    Readiness.objects.create(application=accepted(), service=rows.service(), ready_from=rows.FROM)
