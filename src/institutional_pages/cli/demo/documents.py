"""The folders that `ipages publish` reads: one for each service, with its manifest and its PDFs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from institutional_pages.cli.demo.letters import Letter, annex_content, content
from institutional_pages.cli.demo.plan import BROKEN, SERVICES, letters_of
from institutional_pages.cli.demo.wording import TEMPLATES
from institutional_pages.pdf.making import make


def make_runs(folder: Path, *, processes: int) -> list[tuple[str, Path]]:
    """Make the folder of every service under `folder`; answers (service code, folder with `manifest.jsonl`). The same files every time."""
    return [(service, make_run(folder / service, letters_of(service), processes=processes)) for service in SERVICES]


def make_run(folder: Path, letters: Sequence[Letter], *, processes: int) -> Path:
    """Make these documents and their manifest in `folder`; the longest are begun first, so that no process waits for one at the end."""
    for letter in letters:
        (folder / main_path(letter)).parent.mkdir(parents=True, exist_ok=True)
    longest_first = sorted(letters, key=lambda letter: letter.size, reverse=True)
    digests = dict(zip((letter.reference for letter in longest_first), _written(folder, longest_first, processes), strict=True))
    entries = [json.dumps(_entry(letter, digests[letter.reference]), ensure_ascii=False) for letter in letters]
    (folder / "manifest.jsonl").write_text("".join(f"{entry}\n" for entry in entries), encoding="utf-8")
    return folder


def main_path(letter: Letter) -> str:
    """Where the main document lies inside its folder: never a person's name."""
    name = letter.reference.replace("/", "-")
    return f"{letter.kind}/{letter.period or letter.day.year}/{name}.pdf"


def annex_paths(letter: Letter) -> list[str]:
    """Where its annexes lie, in order."""
    return [f"{main_path(letter).removesuffix('.pdf')}-annex-{position}.pdf" for position in range(1, letter.annexes + 1)]


def _written(folder: Path, letters: Sequence[Letter], processes: int) -> Iterator[str]:
    if processes < 2:
        yield from (_write(folder, letter) for letter in letters)
        return
    # Started afresh: a copy of this process would bring along the threads and connections that it holds.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_write, [folder] * len(letters), letters, chunksize=4)


def _write(folder: Path, letter: Letter) -> str:
    """Make the files of one letter; answers the SHA-256 of the main one, in hexadecimal."""
    made_at = datetime.combine(letter.day, time(5), tzinfo=UTC)
    pdf = make(TEMPLATES / letter.kind, content(letter), language=letter.language, made_at=made_at)
    if letter.reference == BROKEN:
        pdf = pdf[: len(pdf) * 3 // 5]
    (folder / main_path(letter)).write_bytes(pdf)
    for position, path in enumerate(annex_paths(letter), start=1):
        data = annex_content(letter, position)
        (folder / path).write_bytes(make(TEMPLATES / "settlement-annex", data, language=letter.language, made_at=made_at))
    return hashlib.sha256(pdf).hexdigest()


def _entry(letter: Letter, digest: str) -> dict[str, Any]:
    """One line of the manifest; what does not apply is left out."""
    entry = {
        "path": main_path(letter), "reference": letter.reference, "institution": letter.nis, "kind": letter.kind, "law": letter.law,
        "period": letter.period, "language": letter.language, "subject": letter.subject, "date": letter.day.isoformat(),
        "annexes": annex_paths(letter), "sha256": digest,
    }  # fmt: skip
    return {heading: fact for heading, fact in entry.items() if fact}
