"""Publish a whole run: look up, receive through the gates, keep and record in batches, close; each step at work while the next is.

Killed anywhere and begun again it completes.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError

from institutional_pages.delivery import actions, rows
from institutional_pages.delivery.checking import Checked, Checker, Missing, Refused
from institutional_pages.delivery.intake import Intake, Kept, Received
from institutional_pages.delivery.manifest import Manifest, line_of
from institutional_pages.delivery.models import Delivery, Run, RunItem

if TYPE_CHECKING:
    from institutional_pages.access.models import Machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.identity.models import Person

GROUP = 200  # documents in one transaction: what a group costs once, its rights, centres and commit, is shared by as many
GROUP_BYTES = 64 * 1024 * 1024  # or as many as this, so that neither a transaction waits for large files nor a disk holds many of them plain
IN_THE_AIR = 3  # batches: with the gates, kept, recorded
Answer = Received | Refused | Missing | Checked
Progress = Callable[[int], Any]


@dataclass(slots=True)
class Outcome:
    """What publishing did this time; the run itself holds the sums of all times."""

    run: Run
    differs: list[str] = field(default_factory=list)  # published before, other bytes on disk now: nothing was sent of these


def publish(*, publisher: Person | Machine, service: Service, manifest: Manifest, progress: Progress = lambda _: None) -> Outcome:
    """Publish every item of `manifest` that is not published yet, and close its run. `progress` hears of items done."""
    run = actions.open_run(publisher=publisher, service=service, manifest=manifest)
    publishing = _Publishing(publisher, run, manifest)
    try:
        outcome = publishing.run_all(progress)
    finally:
        publishing.intake.close()
    outcome.run = actions.close_run(publisher=publisher, run=run, unlisted=len(unlisted(manifest)))
    return outcome


def publish_items(*, publisher: Person | Machine, run: Run, folder: Path, items: list[RunItem]) -> list[RunItem]:
    """Publish these items of `run`, whose files lie in `folder` under their paths; the items as they are afterwards, in the same order."""
    lines = tuple(line_of(item.facts) for item in items)
    publishing = _Publishing(publisher, run, Manifest(folder / "list", run.manifest_digest, lines))
    try:
        publishing.publish_open([item for item in items if item.outcome in rows.OPEN])
    finally:
        publishing.intake.close()
    now = {item.pk: item for item in RunItem.objects.filter(pk__in=[item.pk for item in items]).select_related("delivery", "institution")}
    return [now[item.pk] for item in items]


def unlisted(manifest: Manifest) -> list[str]:
    """PDF files in the folder that the manifest does not name: counted apart, outside the equation (design.md §4.15)."""
    named = {f"{manifest.folder}/{path}" for line in manifest.lines for path in (line.path, *line.annexes)}
    files = (os.path.join(folder, name) for folder, _, names in os.walk(manifest.folder) for name in names if name.endswith(".pdf"))
    beside = sorted(Path(file) for file in files if file not in named)
    return [file.relative_to(manifest.folder).as_posix() for file in beside if file.is_file()]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Items on their way: what the lookup refused at once, what stood then, and the answers of gates and vault to come."""

    items: list[RunItem]
    refused: list[Refused]
    standing: dict[str, Delivery]
    answers: Future[list[Kept | Refused | Missing | Checked]]


class _Publishing:
    """One run on its way."""

    def __init__(self, publisher: Person | Machine, run: Run, manifest: Manifest) -> None:
        self.publisher, self.run = publisher, run
        self.checker = Checker(run.service, manifest.lines)
        self.intake = Intake(manifest.folder, Path(settings.INCOMING_ROOT), run.service)

    def run_all(self, progress: Progress) -> Outcome:
        outcome = Outcome(self.run)
        items = self.run.items.order_by("position")
        done = items.filter(outcome__in=[RunItem.Outcome.PUBLISHED, RunItem.Outcome.PAPER])
        progress(0)
        for batch in _batches(done.prefetch_related("delivery__files").iterator(chunk_size=GROUP), GROUP):
            outcome.differs += [item.path for item in batch if self._differs(item)]
            progress(len(batch))
        self.publish_open(items.filter(outcome__in=rows.OPEN), progress)
        return outcome

    def _differs(self, item: RunItem) -> bool:
        """Whether a file of a published item has other bytes now; one that is gone says nothing."""
        assert item.delivery is not None  # noqa: S101 (a constraint says so)
        line = line_of(item.facts)
        now = map(self.intake.digest, (line.path, *line.annexes))
        return any(digest is not None and digest != kept for digest, kept in zip(now, rows.digests(item.delivery), strict=False))

    def publish_open(self, items: Iterable[RunItem], progress: Progress = lambda _: None) -> None:
        """The gates look at one batch while the one before is kept and the one before that is recorded; recorded in the order of the list."""
        ahead: deque[_Batch] = deque()
        with _pool(1, "keeper") as keeper, _pool(os.cpu_count() or 2, "gates") as gates:
            for batch in self._batches(items):
                ahead.append(self._begin(batch, gates, keeper))
                if len(ahead) == IN_THE_AIR:
                    progress(self._settle(ahead.popleft()))
            while ahead:
                progress(self._settle(ahead.popleft()))

    def _batches(self, items: Iterable[RunItem]) -> Iterator[list[RunItem]]:
        batch: list[RunItem] = []
        room = GROUP_BYTES
        for item in items:
            size = self.intake.size(line_of(item.facts))
            if batch and (len(batch) == GROUP or size > room):
                yield batch
                batch, room = [], GROUP_BYTES
            batch.append(item)
            room -= size
        if batch:
            yield batch

    def _begin(self, items: list[RunItem], gates: ThreadPoolExecutor, keeper: ThreadPoolExecutor) -> _Batch:
        checked = self.checker.check(items)
        passed = [answer for answer in checked if isinstance(answer, Checked)]
        standing = rows.standing(self.run.service, {answer.reference for answer in passed})
        received = [gates.submit(self.intake.receive, one, rows.published_as(standing.get(one.reference), one)) for one in passed]
        return _Batch(items, [answer for answer in checked if isinstance(answer, Refused)], standing, keeper.submit(self._keep, received))

    def _keep(self, received: list[Future[Answer]]) -> list[Kept | Refused | Missing | Checked]:
        """Waits for the gates, in the order of the list, and makes durable what they let pass."""
        answers = [future.result() for future in received]
        kept = self.intake.keep([answer for answer in answers if isinstance(answer, Received)])
        return [*kept, *(answer for answer in answers if not isinstance(answer, Received))]

    def _settle(self, batch: _Batch) -> int:
        """Each batch ends with its items settled, so that a kill costs the reading of the few batches in the air and nothing else."""
        answers = batch.answers.result()
        self._record([answer for answer in answers if isinstance(answer, Kept)])
        refused = batch.refused + [answer for answer in answers if isinstance(answer, Refused)]
        missing = [answer for answer in answers if isinstance(answer, Missing)]
        answered = [(answer.item, batch.standing[answer.reference]) for answer in answers if isinstance(answer, Checked)]
        if refused or missing:
            actions.settle_items(publisher=self.publisher, run=self.run, refused=refused, missing=missing)
        if answered:
            actions.answer_items(publisher=self.publisher, run=self.run, answered=answered)
        return len(batch.items)

    def _record(self, kept: list[Kept]) -> None:
        """Another publisher of the same references may come between: then compare again, once."""
        if not kept:
            return
        try:
            actions.record_deliveries(publisher=self.publisher, run=self.run, group=kept)
        except IntegrityError:
            actions.record_deliveries(publisher=self.publisher, run=self.run, group=kept)


@contextmanager
def _pool(threads: int, name: str) -> Iterator[ThreadPoolExecutor]:
    """Threads that begin nothing more once the publishing has failed."""
    pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _batches(items: Iterator[RunItem], size: int) -> Iterator[list[RunItem]]:
    while batch := list(islice(items, size)):
        yield batch
