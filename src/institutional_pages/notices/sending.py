"""Send what was posted: each notice claimed, rendered and handed to the mail server on its own; what fails is tried again for three days.

A crash between sending and writing that down sends a mail twice, never loses it (F8).
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from institutional_pages.notices.models import Notice

log = logging.getLogger(__name__)
Settled = Callable[[Notice], object]
DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180)]
LATER = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)
FEWEST_ATTEMPTS = 10  # a worker that stood still for a week gives nothing up at its first try
ATTEMPT_TAKES = timedelta(minutes=10)  # while one worker sends, no other takes the same notice: longer than the slowest mail server
BATCH_SECONDS = 20.0  # a slow mail server does not keep the worker from its other duties


@dataclass(frozen=True, slots=True)
class Sent:
    """How many mails the server took, and how many it did not."""

    sent: int
    failed: int


def send_waiting(*, limit: int = 200, settled: Settled = lambda _: None) -> Sent:
    """
    Send up to `limit` notices that are due, oldest first, for 20 seconds at most.

    A mail server that is down fails the first and spares the rest for the next round. `settled` hears of each that the server took or that was
    given up, in the transaction that writes this down.
    """
    sent = failed = 0
    until = time.monotonic() + BATCH_SECONDS
    due = Notice.objects.waiting().filter(not_before__lte=timezone.now()).order_by("not_before", "pk")[:limit]
    connection = get_connection()
    try:
        for notice in due:
            if time.monotonic() > until:
                break
            if not _claim(notice):
                continue
            outcome = _hand_over(notice, connection)
            _write_down(notice, outcome, timezone.now(), settled)
            sent, failed = sent + (outcome == ""), failed + (outcome != "")
            if outcome.startswith("unreachable"):
                break
    finally:
        connection.close()
    return Sent(sent, failed)


def text_of(notice: Notice) -> tuple[str, str]:
    """Subject and body in the notice's language, from `templates/notices/<kind>.txt`: the first line is the subject."""
    told = {name: " ".join(fact.split()) if isinstance(fact, str) else fact for name, fact in notice.facts.items()}  # no fact starts a line
    facts = {**told, "base_url": settings.BASE_URL, "helpdesk": settings.HELPDESK}
    with translation.override(notice.language):
        subject, _, body = render_to_string(f"notices/{notice.kind}.txt", facts).strip().partition("\n")
    return subject.strip(), body.strip() + "\n"


def _claim(notice: Notice) -> bool:
    """Take the notice for this worker alone: whoever changes the row first sends."""
    now = timezone.now()
    mine = Notice.objects.waiting().filter(pk=notice.pk, attempts=notice.attempts, not_before__lte=now)
    return bool(mine.update(attempts=F("attempts") + 1, not_before=now + ATTEMPT_TAKES))


def _hand_over(notice: Notice, connection: BaseEmailBackend) -> str:
    """Send one mail; what went wrong, empty when the server took it."""
    try:
        _mail(notice, connection).send()
        outcome = ""
    except smtplib.SMTPServerDisconnected:
        outcome = "unreachable: disconnected"
    except smtplib.SMTPRecipientsRefused as refusal:
        code = next(iter(refusal.recipients.values()))[0]
        outcome = f"refused by the server: {code}"
    except smtplib.SMTPResponseException as answer:
        outcome = f"refused by the server: {answer.smtp_code}"
    except OSError as problem:
        outcome = f"unreachable: {type(problem).__name__}"
    except Exception as problem:
        # the type alone: the words of an exception may hold an address
        log.error("notice %s of kind %s cannot be made: %s", notice.pk, notice.kind, type(problem).__name__)
        outcome = f"cannot be made: {type(problem).__name__}"
    return outcome


def _mail(notice: Notice, connection: BaseEmailBackend) -> EmailMessage:
    """The same notice always has the same Message-ID: a reader's mail server may drop the second of two."""
    subject, body = text_of(notice)
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<notice.{notice.pk}.{notice.posted_at:%Y%m%d%H%M%S%f}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[notice.to], connection=connection, headers=headers)


@transaction.atomic
def _write_down(notice: Notice, outcome: str, now: datetime, settled: Settled) -> None:
    notice.attempts, notice.outcome = notice.attempts + 1, outcome or "sent"
    is_given_up = bool(outcome) and now - notice.posted_at >= GIVE_UP_AFTER and notice.attempts >= FEWEST_ATTEMPTS
    notice.sent_at, notice.given_up_at = None if outcome else now, now if is_given_up else None
    delay = DELAYS[notice.attempts - 1] if notice.attempts <= len(DELAYS) else LATER
    notice.not_before = now + delay if outcome and not is_given_up else notice.not_before
    notice.save(update_fields=["outcome", "sent_at", "given_up_at", "not_before"])
    if is_given_up:
        log.warning("notice %s of kind %s was given up: %s", notice.pk, notice.kind, outcome)
    if notice.sent_at or notice.given_up_at:
        settled(notice)
