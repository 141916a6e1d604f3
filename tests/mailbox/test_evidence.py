"""Each event of a document holds what ETSI EN 319 522 asks of evidence, and is found from the document's reference."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from institutional_pages.administration.queries import Sought, audit_trail
from institutional_pages.audit.models import Event
from institutional_pages.audit.origin import Origin, acting_from
from institutional_pages.audit.recording import System, reference
from institutional_pages.delivery.models import Delivery
from institutional_pages.delivery.notification_actions import note_mail
from institutional_pages.delivery.queries import documents_named, traces_of
from institutional_pages.delivery.scrubbing import check_files, files_to_check
from institutional_pages.mailbox.actions import open_file, report_damage
from institutional_pages.mailbox.models import Opening
from institutional_pages.notices import sending
from institutional_pages.notices.models import Notice
from institutional_pages.notices.sending import FEWEST_ATTEMPTS, GIVE_UP_AFTER, send_waiting
from tests.house_rules.test_events import documented

WORKER = System("worker")
PARTS = {"position", "sha256", "bytes"}


@pytest.fixture
def document(folder, publishing, centre) -> Delivery:
    """Refused forms of October on the page of Lier."""
    publishing(folder.add(centre, reference="R-1"))
    return Delivery.objects.get()


def facts(verb: str) -> dict:
    return whole(verb)["facts"]


def whole(verb: str) -> dict:
    return json.loads(Event.objects.filter(verb=verb).latest("pk").text.canonical)


def test_the_events_of_a_document_hold_what_the_page_of_events_says(document, folder, publishing, centre, paper_centre, reader):
    publishing(folder.add(paper_centre).add(centre, period="2026-09", file=b"no PDF"))
    open_file(reader=reader, institution=centre, uuid=document.uuid, position=0, how=Opening.How.OPEN)
    report_damage(reader=reader, institution=centre, file=document.files.get(), what="segment 0")

    for verb in ("delivery.electronic", "delivery.paper", "delivery.refused", "delivery.opened", "delivery.damaged"):
        names, held = documented()[verb]
        assert set(facts(verb)) == held
        assert set(facts(verb)["erds"]) <= names


def mail_goes_out():
    Notice.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    send_waiting(settled=lambda notice: note_mail(actor=WORKER, notice=notice))


def verbs_of(typed: str, auditor) -> set[str]:
    about = traces_of(typed, documents_named(typed))
    return {row.verb for row in audit_trail(auditor=auditor, sought=Sought(about=about)).rows} if about else set()


def test_accepted_is_consigned_in_one_event_with_message_sender_time_and_digests(document, centre, settings):
    found, event = facts("delivery.electronic"), whole("delivery.electronic")

    assert found["erds"] == ["SubmissionAcceptance", "ContentConsignment"]
    assert (found["message"], found["sender"]) == (str(document.uuid), f"service:{document.service_id}")
    assert (found["law"], found["kind"], found["period"]) == ("rmi", "refused-forms", "2026-10")
    assert found["submitted"] == document.published_at.isoformat()
    assert [set(part) for part in found["parts"]] == [PARTS]
    assert found["parts"][0]["sha256"] == document.files.get().sha256
    assert (event["version"], event["issuer"], event["institution"]) == (1, settings.BASE_URL, reference(centre))


def test_a_document_to_paper_is_accepted_and_not_consigned(folder, publishing, paper_centre):
    publishing(folder.add(paper_centre))

    assert facts("delivery.paper")["erds"] == ["SubmissionAcceptance"]


def test_a_refusal_says_why_and_which_file_of_which_run(folder, publishing, centre):
    publishing(folder.add(centre, file=b"no PDF"))

    found = facts("delivery.refused")
    assert (found["erds"], found["reason"]) == (["SubmissionRejection"], "not_a_pdf")
    assert found["message"].endswith("/1")
    assert set(found) >= {"sender", "submitted", "run"}


@pytest.mark.parametrize(("how", "name"), [("preview", "ContentAccessTracking"), ("open", "ContentHandover"), ("download", "ContentHandover")])
def test_a_look_is_tracking_and_whole_bytes_are_handing_over(document, centre, reader, how, name):
    with acting_from(Origin(door="web", means="password+code-card", network="Publilink")):
        open_file(reader=reader, institution=centre, uuid=document.uuid, position=0, how=Opening.How(how))

    found, event = facts("delivery.opened"), whole("delivery.opened")
    assert (found["erds"], found["message"], found["parts"][0]["sha256"]) == ([name], str(document.uuid), document.files.get().sha256)
    assert (event["origin"]["means"], event["origin"]["network"]) == ("password+code-card", "Publilink")


def test_what_a_reader_did_not_get_and_what_a_check_found_are_two_failures(document, centre, reader, vault):
    report_damage(reader=reader, institution=centre, file=document.files.get(), what="segment 0")
    handing_over = facts("delivery.damaged")
    document.files.get().blob.__class__.objects.update(damage="")
    for stored in vault.rglob("*"):
        if stored.is_file():
            stored.write_bytes(stored.read_bytes()[:-1] + b"!")
    check_files(checker=WORKER, files=files_to_check(before=timezone.now()))
    consignment = facts("delivery.damaged")

    assert (handing_over["erds"], handing_over["reason"]) == (["ContentHandoverFailure"], "fingerprint-differs")
    assert (consignment["erds"], consignment["reason"]) == (["ContentConsignmentFailure"], "fingerprint-differs")
    assert handing_over["message"] == consignment["message"] == str(document.uuid)


def test_a_mail_that_the_server_took_is_a_notification_without_its_address(document, centre):
    mail_goes_out()
    mail_goes_out()

    event = Event.objects.get(verb="notification.sent")
    assert (event.subject, event.institution, event.actor) == ("run:" + str(document.items.get().run_id), reference(centre), "system:worker")
    assert facts("notification.sent")["erds"] == ["ConsignmentNotification"]
    assert "@" not in event.text.canonical


def test_a_mail_that_was_given_up_is_a_failure_with_its_reason(document, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    Notice.objects.exclude(kind="new_documents").update(sent_at=timezone.now())
    Notice.objects.update(posted_at=timezone.now() - GIVE_UP_AFTER - timedelta(minutes=1), attempts=FEWEST_ATTEMPTS - 2)

    mail_goes_out()
    assert not Event.objects.filter(verb="notification.failed").exists()
    mail_goes_out()

    found = facts("notification.failed")
    assert (found["erds"], found["reason"]) == (["ConsignmentNotificationFailure"], "unreachable")
    assert found["answer"]


def test_other_mails_are_no_notification(reader, mailoutbox):
    mail_goes_out()

    assert mailoutbox
    assert not Event.objects.filter(verb__startswith="notification.").exists()


def test_a_mail_and_its_event_stand_together(document, monkeypatch):
    def fails(_):
        raise RuntimeError

    Notice.objects.exclude(kind="new_documents").update(sent_at=timezone.now())
    Notice.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    with pytest.raises(RuntimeError):
        send_waiting(settled=fails)
    monkeypatch.setattr(sending, "ATTEMPT_TAKES", timedelta(0))

    assert Notice.objects.waiting().count() == 1
    mail_goes_out()
    assert Event.objects.filter(verb="notification.sent").count() == 1


def test_one_search_finds_all_that_happened_to_a_document_and_nothing_of_another(document, folder, publishing, centre, reader, auditor):
    open_file(reader=reader, institution=centre, uuid=document.uuid, position=0, how=Opening.How.OPEN)
    report_damage(reader=reader, institution=centre, file=document.files.get(), what="segment 0")
    mail_goes_out()
    publishing(folder.add(centre, reference="R-2", period="2026-09"))

    everything = {"delivery.electronic", "delivery.opened", "delivery.damaged", "notification.sent"}
    assert verbs_of("R-1", auditor) == verbs_of(str(document.uuid), auditor) == everything
    assert "delivery.opened" not in verbs_of("R-2", auditor)
    assert verbs_of("R-3", auditor) == set()


def test_a_file_that_was_refused_is_found_by_the_reference_it_would_have_had(folder, publishing, centre, auditor):
    publishing(folder.add(centre, reference="R-9", file=b"no PDF"))

    assert verbs_of("R-9", auditor) == {"delivery.refused"}
