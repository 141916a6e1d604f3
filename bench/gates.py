"""Peer (a): the gate of the product alone, one for each core, by the same demands; nothing is kept or recorded. The least that a full check costs."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from bench.corpus import Document
from institutional_pages.pdf.gate import Gate


def look_at(folder: Path, documents: list[Document]) -> float:
    """Seconds until every document has its verdict; one that is refused is an error of the benchmark."""
    count = os.cpu_count() or 2
    gates: SimpleQueue[Gate] = SimpleQueue()
    for _ in range(count):
        gates.put(Gate())

    def ask(document: Document) -> None:
        gate = gates.get()
        verdict = gate.inspect(folder / document.path)
        gates.put(gate)
        if not verdict.accepted:
            raise RuntimeError(f"{document.path}: {verdict.code} {verdict.findings}")

    begun = time.perf_counter()
    with ThreadPoolExecutor(count) as threads:
        list(threads.map(ask, documents))
    seconds = time.perf_counter() - begun
    for _ in range(count):
        gates.get().close()
    return seconds
