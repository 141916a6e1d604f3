"""Publishes runs and kills itself -9 at a chosen step, again and again; run as a program on a database of its own.

`python -m tests.delivery.kills FOLDER COUNT SEED` prints one JSON document: how often each step was hit, and what was wrong afterwards.
Each killed process is a fork that really publishes; the parent then looks at database and vault with its own eyes.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEPS = ("receive", "gate", "create", "write", "fsync", "give_name", "fsync_folder", "transaction", "commit", "answer")
DOCUMENTS = 12


def main(folder: Path, count: int, seed: int) -> None:
    import django

    django.setup()
    chance = random.Random(seed)
    histogram: Counter[str] = Counter()
    problems: list[str] = []
    round_number = 0
    while sum(histogram.values()) < count and not problems:
        round_number += 1
        problems += one_round(folder / f"run-{round_number}", chance, histogram, count)
    print(json.dumps({"hits": histogram, "rounds": round_number, "problems": problems}))


def one_round(folder: Path, chance: random.Random, histogram: Counter[str], count: int) -> list[str]:
    """Publish one new run, killed a few times on the way, until it is complete; then look at everything."""
    make_run(folder, chance)
    for _ in range(8):
        if sum(histogram.values()) >= count:
            break
        step = min(STEPS, key=lambda one: (histogram[one], chance.random()))
        if killed_at(folder, step, chance.randrange(6)):
            histogram[step] += 1
        problems = look(folder, complete=False)
        if problems:
            return [f"after a kill at {step}: {problem}" for problem in problems]
    publish(folder)
    return look(folder, complete=True)


def killed_at(folder: Path, step: str, nth: int) -> bool:
    """Fork, publish, and die at the `nth` time of `step`; whether it got so far."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        arm(step, nth)
        publish(folder)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"publishing ended by itself with {status} before {step}")
    return os.WIFSIGNALED(status)


def arm(step: str, nth: int) -> None:
    """Make the `nth` passing of `step` in this process a kill -9."""
    from institutional_pages.delivery import actions, intake, rows
    from institutional_pages.pdf.gate import Gate
    from institutional_pages.vault import keeping
    from institutional_pages.vault.disk import Disk

    left = [nth]

    def passing() -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def dying(original: Callable[..., Any], *, after: bool = False) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            if not after:
                passing()
            result = original(*args, **kwargs)
            if after:
                passing()
            return result

        return wrapped

    if step == "receive":
        intake.hash_into = dying(intake.hash_into, after=True)
    elif step == "gate":
        Gate.inspect = dying(Gate.inspect)  # type: ignore[method-assign]
    elif step == "transaction":
        rows.save = dying(rows.save, after=True)
    elif step == "commit":
        actions.record_deliveries = dying(actions.record_deliveries, after=True)
    elif step == "answer":
        actions.close_run = dying(actions.close_run, after=True)
    else:
        disk = Disk()
        setattr(disk, step, dying(getattr(disk, step)))
        keeping.store().disk = disk  # type: ignore[attr-defined]


def publish(folder: Path) -> None:
    """Publish the folder as the command line does, in groups of four so that a run has several transactions."""
    from institutional_pages.access.machines import command_line_machine
    from institutional_pages.catalogue.models import Service
    from institutional_pages.delivery import publishing
    from institutional_pages.delivery.manifest import read_manifest

    publishing.GROUP = 4
    service = Service.objects.get(code="rmi-service")
    publishing.publish(publisher=command_line_machine(service=service), service=service, manifest=read_manifest(folder))


def make_run(folder: Path, chance: random.Random) -> None:
    """Twelve letters to centres on page and on paper, one of them with an annex, one broken."""
    from institutional_pages.institutions.models import Identifier
    from tests.delivery.conftest import letter

    numbers = list(Identifier.objects.filter(scheme="cbe").order_by("id").values_list("value", flat=True))
    folder.mkdir(parents=True)
    lines = []
    for n in range(DOCUMENTS):
        name = f"{n}.pdf"
        (folder / name).write_bytes(b"%PDF-1.7 broken" if n == 7 else letter(f"{folder.name} {n} {chance.random()}"))
        line = {"path": name, "institution": numbers[n % len(numbers)], "kind": "stay-letter", "law": "rmi", "reference": f"{folder.name}/{n}"}
        if n == 3:
            (folder / "annex.pdf").write_bytes(letter(f"annex {folder.name}"))
            line["annexes"] = ["annex.pdf"]
        lines.append(line)
    (folder / "manifest.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def look(folder: Path, *, complete: bool) -> list[str]:
    """Everything that is wrong: lost, double, half; a row without a blob, a blob that does not open, numbers that do not add up."""
    from django.db.models import Sum

    from institutional_pages.audit.models import Event
    from institutional_pages.delivery.models import Delivery, DeliveryFile, PageTotal, Run, RunItem
    from institutional_pages.delivery.queries import sums_of
    from institutional_pages.vault import keeping

    wrong = []
    mine = Delivery.objects.filter(reference__startswith=f"{folder.name}/")
    for file in DeliveryFile.objects.filter(delivery__in=mine).select_related("blob"):
        try:
            keeping.check(file.blob, file.sha256)
        except Exception as problem:
            wrong.append(f"file {file.pk}: {problem!r}")
    references = list(mine.values_list("reference", flat=True))
    if len(references) != len(set(references)):
        wrong.append("a document was delivered twice")
    for delivery in mine:
        if delivery.files.filter(role="main").count() != 1 or (delivery.reference.endswith("/3") and delivery.files.count() != 2):
            wrong.append(f"{delivery.reference} is half")
        if Event.objects.filter(subject=f"delivery:{delivery.pk}", verb=f"delivery.{delivery.channel}").count() != 1:
            wrong.append(f"{delivery.reference} has not exactly one event")
    if (PageTotal.objects.aggregate(n=Sum("total"))["n"] or 0) != Delivery.objects.filter(channel="electronic").count():
        wrong.append("the totals of the pages do not add up")
    run = Run.objects.filter(name=folder.name).first()
    if run is not None:
        sums = sums_of(run)
        if sums.listed != sums.published + sums.paper + sums.refused + sums.missing + sums.waiting or sums.delivered != len(references):
            wrong.append(f"the run does not add up: {sums}")
    if complete:
        items = Counter(RunItem.objects.filter(run=run).values_list("outcome", flat=True))
        if run is None or run.closed_at is None or len(references) != DOCUMENTS - 1 or items["refused"] != 1:
            wrong.append(f"the run is not complete: {items}")
    return wrong


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
