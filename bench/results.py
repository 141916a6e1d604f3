"""Median, least and most of the rounds, the ratios with their targets, and the peak memory, as a table and as facts."""

from __future__ import annotations

import os
from statistics import median
from typing import Any

from bench.corpus import Document

RATIOS = [  # what is compared with what, and the least that it should be (the goals G1 and G2 of publishing)
    ("product, full check", "a: gate alone", 0.75),
    ("product, full check", "b: plain upload", 0.9),
    ("product, checked before", "c: sftp with fsync", 2.0),
    ("product, checked before", "d: floor", 0.4),
]
MEMORY = [("peak_mb", "publishing process", 200), ("checker_peak_mb", "largest checker", 512)]


def summary(seconds: dict[str, list[float]], memory: list[dict[str, Any]], documents: list[Document]) -> dict[str, Any]:
    """Everything that was measured; a ratio is the median of the ratios of the rounds, since rounds differ more than what is in one."""
    rates = {name: [len(documents) / each for each in taken] for name, taken in seconds.items()}
    return {
        "documents": len(documents),
        "megabytes": round(sum(document.bytes for document in documents) / 1e6, 1),
        "cores": os.cpu_count(),
        "rounds": len(next(iter(rates.values()))),
        "rates": rates,
        "ratios": [
            {"of": one, "to": other, "rounds": [a / b for a, b in zip(rates[one], rates[other], strict=True)], "target": target}
            for one, other, target in RATIOS
        ],
        "memory": [{"of": words, "mb": max(each[key] for each in memory), "below": below} for key, words, below in MEMORY],
        "processor_ms_a_document": {  # of the runs with the full check
            name: round(1000 * median(each[key] for each in memory if each["checkers_cpu_seconds"]) / len(documents), 2)
            for name, key in (("publishing process", "cpu_seconds"), ("checkers", "checkers_cpu_seconds"))
        },
    }


def lines(result: dict[str, Any]) -> list[str]:
    """The table as Markdown, so that it can be kept in docs/measured.md as it is."""
    told = [
        f"{result['at']}, commit {result['commit']}: {result['documents']} documents, {result['megabytes']} MB, {result['rounds']} rounds, "
        f"{result['cores']} cores, {result['database']}",
        "",
        "| documents a second | median | least | most |",
        "| --- | --- | --- | --- |",
    ]
    told += [f"| {name} | {median(rates):.0f} | {min(rates):.0f} | {max(rates):.0f} |" for name, rates in result["rates"].items()]
    told += ["", "| ratio | median | least | most | target | |", "| --- | --- | --- | --- | --- | --- |"]
    for ratio in result["ratios"]:
        found = median(ratio["rounds"])
        verdict = "PASS" if found >= ratio["target"] else "missed"
        between = f"{min(ratio['rounds']):.2f} | {max(ratio['rounds']):.2f}"
        told.append(f"| {ratio['of']} / {ratio['to']} | {found:.2f} | {between} | ≥ {ratio['target']} | {verdict} |")
    told += ["", "| peak of resident memory | MB | target | |", "| --- | --- | --- | --- |"]
    for memory in result["memory"]:
        told.append(f"| {memory['of']} | {memory['mb']:.0f} | < {memory['below']} | {'PASS' if memory['mb'] < memory['below'] else 'missed'} |")
    return told
