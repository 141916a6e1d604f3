"""Publish a whole run: check, receive through the gates in threads, keep and record in groups, close.

Killed anywhere and begun again it completes.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError

from institutional_pages.delivery import actions, intake, rows
from institutional_pages.delivery.checking import Checked, Checker, Missing, Refused
from institutional_pages.delivery.intake import Intake, Kept, Received
from institutional_pages.delivery.manifest import Manifest, line_of
from institutional_pages.delivery.models import Delivery, Run, RunItem

if TYPE_CHECKING:
    from institutional_pages.access.models import Machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.identity.models import Person

GROUP = 64  # documents in one transaction
GROUP_BYTES = 64 * 1024 * 1024  # or as many as this, so that one transaction never waits for a pile of large files
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


def unlisted(manifest: Manifest) -> list[str]:
    """PDF files in the folder that the manifest does not name: counted apart, outside the equation (design.md §4.15)."""
    named = {path for line in manifest.lines for path in (line.path, *line.annexes)}
    found = (path.relative_to(manifest.folder).as_posix() for path in sorted(manifest.folder.rglob("*.pdf")) if path.is_file())
    return [path for path in found if path not in named]


class _Publishing:
    """One run on its way."""

    def __init__(self, publisher: Person | Machine, run: Run, manifest: Manifest) -> None:
        self.publisher, self.run = publisher, run
        self.checker = Checker(run.service, manifest.lines)
        self.intake = Intake(manifest.folder, Path(settings.INCOMING_ROOT), run.service)
        self.group: list[Received] = []

    def run_all(self, progress: Progress) -> Outcome:
        outcome = Outcome(self.run)
        items = self.run.items.order_by("position")
        done = items.filter(outcome__in=[RunItem.Outcome.PUBLISHED, RunItem.Outcome.PAPER])
        progress(0)
        for batch in _batches(done.prefetch_related("delivery__files").iterator(chunk_size=GROUP), GROUP):
            outcome.differs += [item.path for item in batch if self._differs(item)]
            progress(len(batch))
        self._publish_open(items.filter(outcome__in=rows.OPEN), progress)
        return outcome

    def _differs(self, item: RunItem) -> bool:
        """Whether a file of a published item has other bytes now; one that is gone says nothing."""
        assert item.delivery is not None  # noqa: S101 (a constraint says so)
        line = line_of(item.facts)
        now = map(self.intake.digest, (line.path, *line.annexes))
        return any(digest is not None and digest != kept for digest, kept in zip(now, rows.digests(item.delivery), strict=False))

    def _publish_open(self, items: Iterable[RunItem], progress: Progress) -> None:
        open_items = list(items)
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 2, thread_name_prefix="intake") as pool:
            for batch in _batches(iter(open_items), GROUP):
                self._publish_batch(batch, pool)
                progress(len(batch))

    def _publish_batch(self, batch: list[RunItem], pool: ThreadPoolExecutor) -> None:
        """Each batch ends with its items settled, so that a kill costs one batch of reading and nothing else."""
        checked = self.checker.check(batch)
        standing = rows.standing(self.run.service, {answer.reference for answer in checked if isinstance(answer, Checked)})
        refused = [answer for answer in checked if isinstance(answer, Refused)]
        missing: list[Missing] = []
        answered: list[tuple[RunItem, Delivery]] = []
        for answer in self._receive(pool, [answer for answer in checked if isinstance(answer, Checked)], standing):
            if isinstance(answer, Received):
                self._gather(answer)
            elif isinstance(answer, Refused):
                refused.append(answer)
            elif isinstance(answer, Missing):
                missing.append(answer)
            else:
                answered.append((answer.item, standing[answer.reference]))
        self._record()
        if refused or missing:
            actions.settle_items(publisher=self.publisher, run=self.run, refused=refused, missing=missing)
        if answered:
            actions.answer_items(publisher=self.publisher, run=self.run, answered=answered)

    def _receive(self, pool: ThreadPoolExecutor, checked: list[Checked], standing: dict[str, Delivery]) -> Iterator[Answer]:
        """The answers in order, with few files in the air at a time."""
        ahead: deque[Future[Answer]] = deque()
        for one in checked:
            ahead.append(pool.submit(self.intake.receive, one, rows.published_as(standing.get(one.reference), one)))
            if len(ahead) > 2 * (os.cpu_count() or 2):
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()

    def _gather(self, received: Received) -> None:
        self.group.append(received)
        if sum(file.size for one in self.group for file in one.files) > GROUP_BYTES:
            self._record()

    def _record(self) -> None:
        """Keep the group in the vault, then record it. Another publisher of the same references may come between: then compare again, once."""
        group, self.group = self.group, []
        if not group:
            return
        answers = intake.keep(group)
        kept = [answer for answer in answers if isinstance(answer, Kept)]
        try:
            actions.record_deliveries(publisher=self.publisher, run=self.run, group=kept)
        except IntegrityError:
            actions.record_deliveries(publisher=self.publisher, run=self.run, group=kept)
        changed = [answer for answer in answers if isinstance(answer, Refused)]
        if changed:
            actions.settle_items(publisher=self.publisher, run=self.run, refused=changed)


def _batches(items: Iterator[RunItem], size: int) -> Iterator[list[RunItem]]:
    while batch := list(islice(items, size)):
        yield batch
