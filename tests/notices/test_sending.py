"""Mails go out over a real local mail server, once each, whatever that server does."""

import re
import socket
import threading
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as product
from django.utils import timezone

from institutional_pages.access.models import Appointment
from institutional_pages.notices import sending
from institutional_pages.notices.models import Notice
from institutional_pages.notices.posting import Letter, post, post_many
from institutional_pages.notices.sending import FEWEST_ATTEMPTS, GIVE_UP_AFTER, send_waiting, text_of

KINDS = {path.stem for path in (product.PACKAGE / "templates" / "notices").glob("[a-z]*.txt")}
FACTS = {"centre": "OCMW Lier", "page": "x", "until": "2027-11-24", "created": 1, "changed": 2, "unchanged": 3, "service": "rmi-service"}
FACTS |= {"run": "October", "published": 5, "paper": 1, "role": "auditor", "verb": "card.made", "file": "deliveryfile:3"}
FACTS |= {"received_on": "2026-11-05", "words": "Het netwerk ontbreekt.", "asked": ["designation", "registration", "network", "administrator"]}
FACTS["asked"] += ["email", "readers", "coverage"]


class Postbox:
    """A mail server that takes or refuses, and keeps what it took."""

    def __init__(self):
        self.refuses, self.taken, self.lock = False, [], threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses:
            return "450 busy, come back"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.taken.append((envelope.rcpt_tos[0], envelope.content.decode()))
        return "250 OK"


@pytest.fixture
def postbox(settings):
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


def later(**lapse):
    """All waiting notices become due: time has passed."""
    Notice.objects.waiting().update(not_before=timezone.now() - timedelta(seconds=1))
    if lapse:
        Notice.objects.update(posted_at=timezone.now() - timedelta(**lapse))


def some(count):
    post_many(Letter("new_documents", f"reader{n}@centre.example", "nl", {"centre": "OCMW Lier"}) for n in range(count))


@pytest.mark.django_db
def test_what_was_posted_arrives_once_in_the_readers_language(postbox):
    post("access_given", to="an@lier.example", language="nl", centre="OCMW Lier")

    assert send_waiting().sent == 1
    later()
    assert send_waiting().sent == 0
    ((to, content),) = postbox.taken
    assert to == "an@lier.example"
    assert "OCMW Lier" in content


@pytest.mark.django_db
def test_a_server_that_refuses_for_an_hour_loses_nothing_and_each_goes_out_once_after(postbox):
    some(20)
    postbox.refuses = True
    for _ in range(6):
        send_waiting()
        later()
    assert Notice.objects.waiting().count() == 20

    postbox.refuses = False
    send_waiting()
    later()
    send_waiting()

    assert sorted(to for to, _ in postbox.taken) == sorted(f"reader{n}@centre.example" for n in range(20))


@pytest.mark.django_db
def test_a_server_that_is_down_stops_nothing_and_is_asked_once_a_round(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1", 1
    some(5)

    outcome = send_waiting()

    assert (outcome.sent, outcome.failed) == (0, 1)
    assert Notice.objects.waiting().count() == 5


@pytest.mark.django_db
def test_after_three_days_a_notice_is_given_up_with_its_reason_and_without_the_address(postbox):
    post("access_given", to="gone@lier.example", language="nl", centre="OCMW Lier")
    postbox.refuses = True
    later(days=GIVE_UP_AFTER.days, minutes=1)

    for _ in range(FEWEST_ATTEMPTS):
        send_waiting()
        later()

    notice = Notice.objects.get()
    assert notice.given_up_at is not None
    assert "450" in notice.outcome
    assert "gone@" not in notice.outcome


@pytest.mark.django_db
def test_a_worker_that_stood_still_for_a_week_gives_nothing_up_at_its_first_try(postbox):
    some(1)
    postbox.refuses = True
    later(days=7)

    send_waiting()

    assert Notice.objects.waiting().count() == 1


@pytest.mark.django_db
def test_tries_come_slower_and_slower(postbox):
    some(1)
    postbox.refuses = True
    waits = []
    for _ in range(7):
        send_waiting()
        waits.append(round((Notice.objects.get().not_before - timezone.now()).total_seconds() / 60))
        later()

    assert waits == [1, 5, 15, 60, 180, 360, 360]


@pytest.mark.django_db
def test_a_worker_killed_between_sending_and_writing_down_sends_twice_under_one_message_id(postbox, monkeypatch):
    some(1)

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending, "_write_down", killed)
        with pytest.raises(KeyboardInterrupt):
            send_waiting()
    at_once = send_waiting()
    later()
    send_waiting()
    later()
    send_waiting()

    assert at_once.sent == 0
    ids = [re.search(r"Message-ID: (\S+)", content)[1] for _, content in postbox.taken]
    assert len(ids) == 2
    assert len(set(ids)) == 1


@pytest.mark.django_db
def test_a_fact_never_starts_a_line_of_its_own(postbox):
    post("new_documents", to="an@lier.example", language="en", centre="Lier\nBcc: everybody@example.org\n\nOther text")

    send_waiting()

    ((to, content),) = postbox.taken
    assert to == "an@lier.example"
    assert not re.search(r"^(Bcc|Other text)", content, re.MULTILINE)


@pytest.mark.django_db
def test_a_notice_that_cannot_be_made_stops_no_other_and_its_address_is_not_logged(postbox, caplog):
    post("no_such_kind", to="an@lier.example", language="nl")
    some(1)

    outcome = send_waiting()

    assert (outcome.sent, outcome.failed) == (1, 1)
    assert "an@lier.example" not in caplog.text
    assert "no_such_kind" in caplog.text


@pytest.mark.django_db
def test_a_slow_mail_server_does_not_keep_the_worker(postbox, monkeypatch):
    monkeypatch.setattr(sending, "BATCH_SECONDS", 0.0)
    some(5)

    outcome = send_waiting()

    assert outcome.sent <= 1
    assert Notice.objects.waiting().count() >= 4


@pytest.mark.django_db
def test_the_same_once_is_posted_once():
    for _ in range(3):
        post("new_documents", to="an@lier.example", language="nl", once="run-7", centre="OCMW Lier")

    assert Notice.objects.count() == 1


@pytest.mark.django_db
def test_a_mail_with_a_delay_waits(postbox):
    post_many([Letter("new_documents", "an@lier.example", "nl", {"centre": "OCMW Lier"}, delay=timedelta(minutes=5))])

    assert send_waiting().sent == 0
    later()
    assert send_waiting().sent == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_mail_is_made_in_four_languages(kind):
    texts = set()
    for language in ("nl", "fr", "de", "en"):
        subject, body = text_of(Notice(kind=kind, to="an@lier.example", language=language, facts=FACTS))
        assert subject
        assert product.HELPDESK["phone"] in body
        assert not re.search(r"[{}]", subject + body)
        assert "&#" not in body
        texts.add(body)
    assert len(texts) == 4


def told(kind, **facts):
    return text_of(Notice(kind=kind, to="an@lier.example", language="en", facts=facts))[1]


def test_what_was_done_from_the_command_line_is_told_in_words():
    for verb, words in (("person.added", "An account was made"), ("card.made", "A code card was made")):
        assert words in told("done_by_command_line", verb=verb)
        assert verb not in told("done_by_command_line", verb=verb)


def test_a_changed_gate_is_told_with_what_it_means():
    lenient = told("done_by_command_line", verb="service.gate-set", service="rmi-service", gate="lenient", embedded_files=True)
    strict = told("done_by_command_line", verb="service.gate-set", service="rmi-service", gate="strict", embedded_files=False)

    assert "of the service rmi-service was changed. A PDF with doubts passes with a warning from now on. Files inside a PDF/A-3 pass" in lenient
    assert "A PDF with doubts is refused from now on.\n" in strict


def test_a_role_is_told_in_words_and_a_service_only_where_there_is_one():
    assert "Role: Security Cell\n" in told("appointment_given", role="security-cell", service="")
    assert "Service" not in told("appointment_given", role="security-cell", service="")
    assert "Service: rmi-service\n" in told("appointment_given", role="publisher", service="rmi-service")


@pytest.mark.parametrize("role", Appointment.Role.values)
def test_every_role_has_its_words(role):
    assert "Role: \n" not in told("appointment_given", role=role, service="")


def test_every_kind_that_is_posted_has_its_text():
    posted = set()
    for path in product.PACKAGE.rglob("*.py"):
        source = path.read_text()
        posted |= set(re.findall(r'(?:posting\.post|_tell|\bpost|Letter|(?:write_to_\w+|_tell_paper_room)\(\w+,)\(?\s*"([a-z]+_[a-z_]+)"', source))

    assert posted == KINDS


def test_two_workers_at_once_send_nothing_twice(committed_database, postbox):
    some(30)
    workers = [threading.Thread(target=send_waiting) for _ in range(2)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(postbox.taken) == len({to for to, _ in postbox.taken}) == 30
