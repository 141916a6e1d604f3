"""The Security Cell examines what is in, asks for what is not, accepts or refuses; two of them never decide on different things unawares."""

import pytest

from institutional_pages.access.errors import NotInThisRole, NotToYourself
from institutional_pages.access.models import Appointment
from institutional_pages.audit.models import Event
from institutional_pages.notices.models import Notice
from institutional_pages.onboarding.actions import sign_form
from institutional_pages.onboarding.conditions import CONDITIONS
from institutional_pages.onboarding.decision_actions import Finding, accept, ask_for_missing, examine, refuse
from institutional_pages.onboarding.errors import ApplicationClosed, ChangedMeanwhile, ConditionNotMet, FormsMissing, NothingAsked, ReasonsMissing
from institutional_pages.onboarding.models import Application, Examined, Readiness
from institutional_pages.onboarding.queries import applications, dossier, in_state

pytestmark = pytest.mark.django_db


def written() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Event, Notice, Application, Examined, Readiness))


def look(application, member, condition="network", holds=True, evidence="Publilink"):
    application.refresh_from_db()
    examine(member=member, application=application, seen=application.version, findings={condition: Finding(holds, evidence)})
    return application.examined.get(condition=condition)


def test_nothing_is_examined_before_both_forms_are_in(application, security_cell):
    with pytest.raises(FormsMissing):
        look(application, security_cell)
    assert not Examined.objects.exists()


def test_a_condition_is_examined_with_its_evidence_and_the_same_again_is_nothing(signed, security_cell):
    found = look(signed, security_cell)
    assert (found.holds, found.evidence, found.examined_by) == (True, "Publilink", security_cell)
    before = written()

    look(signed, security_cell)
    assert written() == before


def test_only_the_security_cell_examines_asks_and_decides(signed, koen):
    before = written()

    for act, facts in (
        (examine, {"findings": {"network": Finding(holds=True)}}),
        (ask_for_missing, {"asked": ["network"], "words": "", "follow_up_on": None}),
        (accept, {}),
        (refuse, {"reasons": "No."}),
    ):
        with pytest.raises(NotInThisRole):
            act(member=koen, application=signed, seen=signed.version, **facts)
    assert written() == before


def test_the_product_shows_what_it_sees_by_itself(application, security_cell, paper_centre):
    seen = {one.code: one.seen for one in dossier(member=security_cell, uuid=application.uuid).conditions}

    assert (seen["network"].holds, seen["network"].evidence) == (True, "VERA")
    assert seen["administrator"].holds is False
    assert (seen["email"].holds, seen["email"].evidence) == (None, "post@diest.example")
    assert (seen["readers"].holds, seen["readers"].evidence) == (False, "0")
    assert seen["coverage"].holds is False


def test_an_address_that_gives_mail_back_is_seen(application, security_cell, now):
    notice = Notice.objects.filter(to="post@diest.example").first()
    Notice.objects.filter(pk=notice.pk).update(given_up_at=application.opened_at)

    (email,) = [one.seen for one in dossier(member=security_cell, uuid=application.uuid).conditions if one.code == "email"]
    assert email.holds is False


def test_a_complete_dossier_is_accepted_and_every_service_gets_its_task(accepted, services):
    assert accepted.state == "accepted"
    assert [one.service for one in accepted.services.order_by("service")] == services
    assert Notice.objects.filter(kind="switch_to_confirm").count() == len(services)
    assert Notice.objects.filter(kind="application_accepted", to="post@diest.example", language="nl").exists()
    accepted.institution.refresh_from_db()
    assert accepted.institution.channel == "paper"  # nobody's button switches


def test_accepted_again_nothing_changes(accepted, security_cell):
    before = written()

    accept(member=security_cell, application=accepted, seen=0)
    assert written() == before


def test_what_is_not_examined_or_not_met_is_named(signed, security_cell):
    look(signed, security_cell, "network", holds=False)
    signed.refresh_from_db()

    with pytest.raises(ConditionNotMet) as refusal:
        accept(member=security_cell, application=signed, seen=signed.version)
    assert all(str(words) in str(refusal.value) for words in CONDITIONS.values())
    assert not Readiness.objects.exists()


def test_without_the_forms_nothing_is_accepted(application, security_cell):
    with pytest.raises(FormsMissing):
        accept(member=security_cell, application=application, seen=0)


def test_two_officers_do_not_decide_unawares(signed, security_cell, second_of_security_cell):
    on_screen = signed.version
    look(signed, security_cell)

    with pytest.raises(ChangedMeanwhile) as refusal:
        refuse(member=second_of_security_cell, application=signed, seen=on_screen, reasons="No network.")
    assert security_cell.get_full_name() in str(refusal.value)
    signed.refresh_from_db()
    assert signed.is_open


def test_nobody_accepts_what_they_asked_for_themselves(complete, security_cell):
    Application.objects.filter(pk=complete.pk).update(opened_by=security_cell)

    with pytest.raises(NotToYourself):
        accept(member=security_cell, application=complete, seen=complete.version)


def test_the_centre_is_asked_in_its_language_and_its_answer_ends_the_waiting(application, security_cell, rita):
    asked = ask_for_missing(
        member=security_cell, application=application, seen=application.version, asked=["registration"], words="Op papier mag.", follow_up_on=None
    )
    letter = Notice.objects.get(kind="application_incomplete", to="post@diest.example")
    assert (asked.state, letter.language, letter.facts["asked"], letter.facts["words"]) == ("incomplete", "nl", ["registration"], "Op papier mag.")

    sign_form(officer=rita, application=application, form="registration")
    application.refresh_from_db()
    assert application.state == "received"


def test_asking_for_nothing_is_refused(application, security_cell):
    with pytest.raises(NothingAsked):
        ask_for_missing(member=security_cell, application=application, seen=application.version, asked=["x"], words="", follow_up_on=None)


def test_a_refusal_says_why_and_the_same_again_changes_nothing(signed, security_cell):
    refuse(member=security_cell, application=signed, seen=signed.version, reasons="Geen netwerk.")
    assert Notice.objects.filter(kind="application_refused", to="post@diest.example").get().facts["words"] == "Geen netwerk."
    before = written()

    assert refuse(member=security_cell, application=signed, seen=0, reasons="Geen netwerk.").state == "refused"
    assert written() == before
    with pytest.raises(ApplicationClosed):
        accept(member=security_cell, application=signed, seen=signed.version)


def test_a_refusal_without_a_reason_is_none(signed, security_cell):
    with pytest.raises(ReasonsMissing):
        refuse(member=security_cell, application=signed, seen=signed.version, reasons=" ")


def test_an_accepted_one_is_not_refused(accepted, security_cell):
    with pytest.raises(ApplicationClosed):
        refuse(member=security_cell, application=accepted, seen=accepted.version, reasons="No.")


def test_each_dossier_says_its_next_step(application, security_cell, rita, koen, publishers):
    def step():
        return dossier(member=security_cell, uuid=application.uuid).next_step

    assert step() == "ask-for-forms"
    ask_for_missing(member=security_cell, application=application, seen=0, asked=["designation"], words="", follow_up_on=None)
    assert step() == "wait-for-centre"
    for form in ("designation", "registration"):
        for officer in (rita, koen):
            sign_form(officer=officer, application=application, form=form)
    assert step() == "examine"
    for condition in CONDITIONS:
        look(application, security_cell, condition, holds=condition != "email")
    assert step() == "ask-for-conditions"
    look(application, security_cell, "email")
    assert step() == "accept"
    application.refresh_from_db()
    accept(member=security_cell, application=application, seen=application.version)
    assert step() == "wait-for-services"


def test_every_state_of_the_list_holds_exactly_what_says_so_itself(signed, security_cell, koen, second_of_security_cell):
    for state in ("received", "incomplete", "examined", "accepted", "switched", "refused", "withdrawn"):
        assert [one.state for one in in_state(state)] == [state] * in_state(state).count()
    found, further = applications(member=security_cell)
    assert ([one.application for one in found], further) == ([signed], None)


def test_the_list_takes_a_fixed_number_of_statements(signed, security_cell, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        applications(member=security_cell)


def test_who_left_the_security_cell_sees_no_list(security_cell):
    Appointment.objects.update(ended_at=security_cell.created_at)

    with pytest.raises(NotInThisRole):
        applications(member=security_cell)
