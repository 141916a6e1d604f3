"""A small run of the ministry, and everything that may be wrong after it was published, however that went."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.delivery.conftest import letter
from tests.faults.victims import Ended, Victim

SERVICE = "rmi-service"


class Stage:
    """One folder to be published into the database and the vault of a test; `broken` and `annexed` are positions in it."""

    def __init__(
        self,
        folder: Path,
        data: Path,
        documents: int,
        *,
        broken: int | None = None,
        annexed: int | None = None,
        letters: str = "",
        turned: int = 0,
        only: set[int] | None = None,
    ) -> None:
        """`letters`: the documents of the folder of this name instead of its own; `turned`: by so many places; `only`: not all of them."""
        self.folder, self.data, self.documents, self.broken, self.annexed = folder, data, documents, broken, annexed
        self.letters = letters or folder.name
        self._write(_numbers(), turned, only)

    def _write(self, numbers: list[str], turned: int, only: set[int] | None) -> None:
        self.folder.mkdir(parents=True)
        lines = []
        for n in range(self.documents):
            name = f"{n}.pdf"
            (self.folder / name).write_bytes(b"%PDF-1.7 broken" if n == self.broken else letter(f"{self.letters} {n}"))
            line = {
                "path": name,
                "institution": numbers[n % len(numbers)],
                "kind": "stay-letter",
                "law": "rmi",
                "reference": f"{self.letters}/{n}",
            }
            if n == self.annexed:
                (self.folder / "annex.pdf").write_bytes(letter(f"annex {self.letters}"))
                line["annexes"] = ["annex.pdf"]
            lines.append(line)
        lines = [line for n, line in enumerate(lines) if only is None or n in only]
        lines = lines[turned:] + lines[:turned]
        (self.folder / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))

    def victim(self, arm: Callable[[], None] = lambda: None, **named: Any) -> Victim:
        """Begin `ipages publish` of this folder."""
        return Victim("publish", self.folder, "--service", SERVICE, arm=arm, **named)

    def publish(self, arm: Callable[[], None] = lambda: None, **named: Any) -> Ended:
        """Run `ipages publish` of this folder to its end."""
        return self.victim(arm, **named).end()

    def wrong(self, *, complete: bool) -> list[str]:
        """Everything lost, double or half; when `complete` also what is not there yet."""
        from institutional_pages.delivery.models import Run

        wait_for_the_dead()
        run = Run.objects.filter(name=self.folder.name).first()
        found = [*self.wrong_documents(), *wrong_totals(), *_wrong_vault(self.data)]
        if run is not None:
            found += [*self.wrong_run(run), *self._wrong_notices(run)]
        return [*found, *self._not_complete(run)] if complete else found

    def wrong_documents(self) -> Iterator[str]:
        """The rows of each delivery against the files that were sent, and the vault's bytes against both."""
        from institutional_pages.audit.models import Event
        from institutional_pages.delivery.models import Delivery
        from institutional_pages.vault import keeping

        sent = {line["reference"]: line for line in map(json.loads, (self.folder / "manifest.jsonl").read_text().splitlines())}
        mine = list(self.deliveries().prefetch_related("files__blob", "institution__identifiers"))
        twice = [reference for reference, n in Counter(delivery.reference for delivery in mine).items() if n > 1]
        if twice:
            yield f"delivered twice: {twice}"
        events = Counter(Event.objects.filter(subject__in=[f"delivery:{one.pk}" for one in mine]).values_list("subject", "verb"))
        for delivery in mine:
            line = sent[delivery.reference]
            digests = [hashlib.sha256((self.folder / path).read_bytes()).hexdigest() for path in (line["path"], *line.get("annexes", []))]
            if [file.sha256 for file in delivery.files.all()] != digests:
                yield f"{delivery.reference} is half, or has the bytes of another"
            if line["institution"] not in {identifier.value for identifier in delivery.institution.identifiers.all()}:
                yield f"{delivery.reference} went to another centre"
            if {verb: n for (subject, verb), n in events.items() if subject == f"delivery:{delivery.pk}"} != {f"delivery.{delivery.channel}": 1}:
                yield f"{delivery.reference} has not exactly one event"
            for file in delivery.files.all():
                try:
                    keeping.check(file.blob, file.sha256)
                except Exception as problem:
                    yield f"{delivery.reference}, file {file.position}: {problem!r}"
        if Delivery.objects.filter(files=None).exists():
            yield "a delivery without a file"

    def wrong_run(self, run: Any) -> Iterator[str]:
        """The equation of the run against its deliveries."""
        from institutional_pages.audit.models import Event
        from institutional_pages.delivery.queries import sums_of

        sums = sums_of(run)
        delivered = self.deliveries().filter(items__run=run).distinct().count()
        if sums.listed != self.documents or sums.delivered != delivered:
            yield f"the run does not add up: {sums}, {delivered} delivered"
        opened, closed = (Event.objects.filter(subject=f"run:{run.pk}", verb=verb).count() for verb in ("run.opened", "run.closed"))
        if opened != 1 or closed != (run.closed_at is not None) or (run.closed_at and sums.waiting):
            yield f"opened {opened} times, closed {closed} times at {run.closed_at} with {sums.waiting} waiting"

    def _wrong_notices(self, run: Any) -> Iterator[str]:
        """One mail for each centre that got something on its page, none for the others."""
        from institutional_pages.institutions.models import Institution
        from institutional_pages.notices.models import Notice

        pages = Institution.objects.filter(page_deliveries__in=self.deliveries().filter(channel="electronic", items__run=run)).distinct()
        wanted = Counter(email for page in pages for email in page.emails)
        if (posted := Counter(Notice.objects.filter(once__startswith=f"new-documents:{run.pk}:").values_list("to", flat=True))) != wanted:
            yield f"mails {posted} instead of {wanted}"

    def _not_complete(self, run: Any) -> Iterator[str]:
        from institutional_pages.delivery.models import RunItem
        from institutional_pages.notices.models import Notice

        outcomes = Counter(RunItem.objects.filter(run=run).values_list("outcome", flat=True)) if run else Counter()
        refused = 0 if self.broken is None else 1
        if run is None or run.closed_at is None or outcomes["refused"] != refused or outcomes["waiting"] or outcomes["missing"]:
            yield f"the run is not complete: {outcomes}"
        elif self.deliveries().count() != self.documents - refused:
            yield "not every document is delivered"
        elif Notice.objects.filter(kind="published_by_command_line", once__startswith=f"published-by-command-line:{run.pk}:").count() != 1:
            yield "the Security Cell was not told exactly once"

    def deliveries(self) -> Any:
        """The deliveries of this folder."""
        from institutional_pages.delivery.models import Delivery

        return Delivery.objects.filter(reference__startswith=f"{self.letters}/")


def _numbers() -> list[str]:
    from institutional_pages.institutions.models import Identifier

    return list(Identifier.objects.filter(scheme="cbe").order_by("id").values_list("value", flat=True))


def wait_for_the_dead() -> None:
    """Until the server has noticed that the commands are gone: what they had sent is then done or undone."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _ in range(1_000):
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.005)
    raise TimeoutError("a transaction of a dead command hangs on the server")


def wrong_totals() -> Iterator[str]:
    """The totals of every page against its rows."""
    from institutional_pages.delivery.models import Delivery, PageTotal

    counted: Counter[tuple[int, int, int]] = Counter()
    for page, law, kind, total in PageTotal.objects.values_list("page", "law", "kind", "total"):
        counted[page, law, kind] += total
    if counted != Counter(Delivery.objects.filter(channel="electronic").values_list("page", "law", "kind")):
        yield f"the totals of the pages do not add up: {counted}"


def _wrong_vault(data: Path) -> Iterator[str]:
    """Every row has its file. Files without a row are what a crash may leave; the sweep takes them."""
    from institutional_pages.delivery.models import DeliveryFile
    from institutional_pages.vault import keeping
    from institutional_pages.vault.models import Blob

    there = {stored.key for stored in keeping.store().list()}
    if lost := set(Blob.objects.values_list("key", flat=True)) - there:
        yield f"rows without a file: {lost}"
    if Blob.objects.count() != DeliveryFile.objects.count():
        yield "a blob that no delivery has"


def plain_copies(data: Path) -> list[str]:
    """What lies unencrypted in the folder of what comes in; names of nothing (emptied, and not removed) betray nothing."""
    return sorted(path.name for path in (data / "incoming").rglob("*") if path.is_file() and path.stat().st_size)
