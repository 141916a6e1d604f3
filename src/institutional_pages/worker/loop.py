"""The worker: numbers events and sends mails all the time, and does the daily duties. Any number of workers may run at once."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from institutional_pages.access.actions import end_expired
from institutional_pages.access.machine_rules import forget_old_answers
from institutional_pages.access.reminder_actions import alarm_where_nobody_administers, remind_of_mandates
from institutional_pages.access.review_actions import remind_of_reviews
from institutional_pages.access.succession_actions import tell_successors
from institutional_pages.audit.numbering import number_events
from institutional_pages.audit.recording import System
from institutional_pages.delivery.merger_actions import carry_out_mergers
from institutional_pages.delivery.notification_actions import note_mail
from institutional_pages.delivery.scrubbing import check_a_few
from institutional_pages.identity.open_sessions import forget_expired_sessions
from institutional_pages.identity.passwords import forget_old_failures
from institutional_pages.institutions.calendar import today
from institutional_pages.notices.sending import send_waiting
from institutional_pages.onboarding.switch_actions import carry_out_switches
from institutional_pages.vault import keeping

log = logging.getLogger(__name__)
WORKER = System("worker")
ROUND_SECONDS = 3.0
REST_SECONDS = (3.0, 10.0, 60.0, 300.0)  # how long a duty rests after it failed once, twice, …: a fault that stays does not fill the log
LEFTOVER_SECONDS = 24 * 3600.0


@dataclass(slots=True)
class Duty:
    """Something to do every round, or once a day; one that fails is logged and tried again after a rest."""

    name: str
    do: Callable[[], object]
    daily: bool = False
    done_on: date | None = None
    failures: int = 0
    rests_until: float = 0.0

    def is_due(self) -> bool:
        """Whether it is to be done now."""
        return (not self.daily or self.done_on != today()) and time.monotonic() >= self.rests_until

    def failed(self) -> None:
        """Rest, longer after each failure."""
        self.rests_until = time.monotonic() + REST_SECONDS[min(self.failures, len(REST_SECONDS) - 1)]
        self.failures += 1


def run_worker(*, stop: threading.Event, once: bool = False) -> None:
    """Do the duties round after round until `stop` is set; `once`: a single round."""
    duties = make_duties()
    while not stop.is_set():
        for duty in duties:
            if duty.is_due() and not stop.is_set():
                _do(duty)
        Path(settings.WORKER_HEARTBEAT).touch()
        if once:
            return
        close_old_connections()  # one that broke is opened anew in the next round
        stop.wait(ROUND_SECONDS)


def make_duties() -> list[Duty]:
    """What a worker does, in this order."""
    return [
        Duty("number events", number_events),
        Duty("send notices", lambda: send_waiting(settled=lambda notice: note_mail(actor=WORKER, notice=notice))),
        Duty("compare a few stored files", lambda: check_a_few(checker=WORKER)),
        Duty("number what stayed behind", lambda: number_events(everything=True), daily=True),
        Duty("end what has expired", lambda: end_expired(actor=WORKER), daily=True),
        Duty("carry out mergers", lambda: carry_out_mergers(actor=WORKER), daily=True),
        Duty("switch the centres whose day has come", lambda: carry_out_switches(actor=WORKER), daily=True),
        Duty("tell of mandates that end soon", lambda: remind_of_mandates(actor=WORKER), daily=True),
        Duty("tell new officers of mandates to confirm", lambda: tell_successors(actor=WORKER), daily=True),
        Duty("tell of yearly reviews that are due", lambda: remind_of_reviews(actor=WORKER), daily=True),
        Duty("tell where nobody administers", lambda: alarm_where_nobody_administers(actor=WORKER), daily=True),
        Duty("sweep files without a row", keeping.sweep, daily=True),
        Duty("clear the incoming folder", clear_incoming, daily=True),
        Duty("forget sessions that ended", forget_expired_sessions, daily=True),
        Duty("forget old answers to machines", forget_old_answers, daily=True),
        Duty("forget old wrong passwords", forget_old_failures, daily=True),
    ]


def clear_incoming() -> list[str]:
    """Remove what a publishing that was broken off has left plain, older than a day; names it."""
    old = time.time() - LEFTOVER_SECONDS
    removed = []
    for path in sorted(Path(settings.INCOMING_ROOT).glob("*/*")) + sorted(Path(settings.INCOMING_ROOT).glob("*")):
        if path.is_file() and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
            removed.append(path.name)
        elif path.is_dir() and not any(path.iterdir()) and path.stat().st_mtime < old:
            path.rmdir()
    return removed


def _do(duty: Duty) -> None:
    try:
        duty.do()
    except Exception as problem:
        duty.failed()
        # where and what kind, never the words: those of a database hold rows, those of a mail server addresses
        log.error("duty '%s' failed and is tried again: %s at %s", duty.name, type(problem).__name__, _place(problem))
    else:
        duty.done_on, duty.failures = today(), 0


def _place(problem: BaseException) -> str:
    """File and line of ours where it went wrong, the innermost."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if "institutional_pages" in frame.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
