"""The worker does its duties round after round."""

import os
import threading
from datetime import timedelta

import pytest

from institutional_pages.access.models import Grant
from institutional_pages.audit.models import Event, EventNumber
from institutional_pages.identity.models import Session
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.models import Notice
from institutional_pages.web.sessions import SessionStore
from institutional_pages.worker import loop
from institutional_pages.worker.loop import Duty, clear_incoming, run_worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.WORKER_HEARTBEAT, settings.INCOMING_ROOT, settings.VAULT_ROOT = tmp_path / "heart", tmp_path / "incoming", tmp_path / "vault"


def test_a_round_numbers_events_sends_mails_ends_what_expired_and_beats(reader, settings, mailoutbox):
    Notice.objects.update(not_before="2026-01-01T00:00Z")
    Grant.objects.filter(reader=reader).update(valid_until=today() - timedelta(days=1))

    run_worker(stop=threading.Event(), once=True)
    run_worker(stop=threading.Event(), once=True)

    assert EventNumber.objects.count() == Event.objects.count()
    assert not Notice.objects.waiting().filter(not_before__lt="2026-11-01T00:00Z").exists()
    assert len(mailoutbox) > 0
    assert Grant.objects.get(reader=reader).end_reason == "expired"
    assert Event.objects.filter(verb="access.expired").count() == 1
    assert settings.WORKER_HEARTBEAT.exists()


def test_a_duty_that_fails_stops_no_other_and_is_tried_again(monkeypatch):
    tried = []

    def failing():
        tried.append("failing")
        raise RuntimeError

    monkeypatch.setattr(loop, "REST_SECONDS", (0.0,))
    duties = [Duty("failing", failing, daily=True), Duty("following", lambda: tried.append("following"), daily=True)]
    monkeypatch.setattr(loop, "make_duties", lambda: duties)

    run_worker(stop=threading.Event(), once=True)
    run_worker(stop=threading.Event(), once=True)

    assert tried == ["failing", "following", "failing"]


def test_a_duty_that_keeps_failing_rests_and_is_logged_without_its_words(monkeypatch, caplog):
    def failing():
        raise RuntimeError("Key (email)=(an@lier.example) already exists")

    duty = Duty("failing", failing)
    monkeypatch.setattr(loop, "make_duties", lambda: [duty])

    for _ in range(3):
        run_worker(stop=threading.Event(), once=True)

    assert duty.failures == 1
    assert not duty.is_due()
    assert "failing" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "an@lier" not in caplog.text


def test_a_daily_duty_is_done_once_a_day(monkeypatch):
    done = []
    duty = Duty("daily", lambda: done.append(today()), daily=True)
    monkeypatch.setattr(loop, "make_duties", lambda: [duty])

    for _ in range(3):
        run_worker(stop=threading.Event(), once=True)

    assert len(done) == 1


def test_sessions_that_ended_are_forgotten(settings):
    session = SessionStore()
    session.set_expiry(-60)
    session.save()

    run_worker(stop=threading.Event(), once=True)

    assert not Session.objects.exists()


def test_what_a_broken_off_publishing_left_plain_is_cleared_after_a_day(settings):
    settings.INCOMING_ROOT.mkdir()
    old, new = settings.INCOMING_ROOT / "in-old", settings.INCOMING_ROOT / "in-new"
    old.write_text("plain")
    new.write_text("plain")
    os.utime(old, (0, 0))

    assert clear_incoming() == ["in-old"]
    assert new.exists()
