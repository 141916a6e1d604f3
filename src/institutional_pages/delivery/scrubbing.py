"""Read stored files back whole and compare them with the fingerprints of what was sent (F14), oldest check first.

Slow work: no transaction is open while it reads.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from institutional_pages.audit.recording import System
from institutional_pages.delivery import storage_actions
from institutional_pages.delivery.errors import NothingReadable
from institutional_pages.delivery.models import DeliveryFile
from institutional_pages.vault import keeping
from institutional_pages.vault.errors import Damaged, Unavailable, UnknownMasterKey

GROUP = 64  # files between two times of writing down: what a kill has to do again
MARGIN = 20  # so many one after another, and all damaged, are a storage that is not there rather than damage
OF_NO_FILE = ("ENOENT", "EMFILE", "ENFILE", "ENOMEM", "ENOTCONN", "ESTALE")  # the store is not there, or this process is at its limits
MONTH = timedelta(days=30)
A_MOMENT = 1.0  # seconds of a round of the worker, in which it compares up to `MARGIN` files: 500,000 a day if that were needed


@dataclass(frozen=True, slots=True)
class Finding:
    """One file that was read back; `what` is wrong with it, empty when nothing is."""

    file: DeliveryFile
    what: str


@dataclass(slots=True)
class Report:
    """How many files were compared, those that are damaged, and those that were and are whole again."""

    checked: int = 0
    damaged: list[Finding] = field(default_factory=list)
    restored: list[DeliveryFile] = field(default_factory=list)

    def add(self, findings: list[Finding]) -> None:
        """Count what one group was found to be."""
        self.checked += len(findings)
        self.damaged += [finding for finding in findings if finding.what]
        self.restored += [finding.file for finding in findings if not finding.what and finding.file.blob.damage]


def files_to_check(*, before: datetime, only_damaged: bool = False) -> QuerySet[DeliveryFile]:
    """Those not compared since `before`, the longest unchecked first; `only_damaged`: of those found damaged and not put right yet."""
    files = DeliveryFile.objects.filter(blob__checked_at__lt=before).order_by("blob__checked_at", "blob")
    return files.exclude(blob__damage="") if only_damaged else files


def check_files(*, checker: System, files: QuerySet[DeliveryFile], progress: Callable[[int], Any] = lambda _: None) -> Report:
    """Compare all that `files` finds, asking it again until it finds none: broken off and begun again it goes on where it was."""
    report = Report()
    progress(0)
    while group := list(files.select_related("blob", "delivery__page")[:GROUP]):
        findings = [Finding(file, _wrong_with(file)) for file in group]
        _note(findings, checker)
        report.add(findings)
        progress(len(group))
    return report


def check_a_few(*, checker: System) -> list[Finding]:
    """Compare a few of the files unchecked for a month, for a second or so: in the rounds of the worker each file comes up once a month."""
    findings: list[Finding] = []
    until = time.monotonic() + A_MOMENT
    for file in files_to_check(before=timezone.now() - MONTH).select_related("blob", "delivery__page")[:MARGIN]:
        findings.append(Finding(file, _wrong_with(file)))
        if time.monotonic() > until:
            break
    _note(findings, checker)
    return findings


def _note(findings: list[Finding], checker: System) -> None:
    if len(findings) >= MARGIN and all(finding.what for finding in findings):
        raise NothingReadable(files=len(findings), what=findings[0].what)
    storage_actions.note_check(checker=checker, findings=findings)


def _wrong_with(file: DeliveryFile) -> str:
    try:
        keeping.check(file.blob, file.sha256)
    except Damaged as problem:
        return problem.what
    except UnknownMasterKey:
        raise
    except Unavailable as problem:
        what = str(problem.facts["what"])
        if what in OF_NO_FILE:
            raise
        return what  # one file that the disk does not give, such as EIO from a bad sector
    return ""
