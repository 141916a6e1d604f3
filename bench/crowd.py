"""Do 200 people who sign in at one moment starve those who read? `python -m bench.crowd [--people 200] [--database sqlite|postgresql]`.

A reader looks at the list of the mailbox again and again: first alone, then while the crowd signs in with password and code, each until they are in.
"""

# ruff: noqa: T201 (it prints its result)
from __future__ import annotations

import random
import re
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.browser import Browser
from bench.servers import ROOT, database, filled, product

PORT = 18_467
ALONE_SECONDS = 5.0


def main() -> None:
    asked = ArgumentParser()
    asked.add_argument("--people", type=int, default=200)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--folder", type=Path, default=ROOT / ".bench" / "crowd")
    options = asked.parse_args()
    folder = options.folder / options.database
    with database(options.database, folder) as rows:
        rows.create("product")
        made = filled(folder / "data", rows.address("product"), documents=1_000, files=0, readers=options.people + 1)
        with product(folder / "data", rows.address("product"), PORT):
            _show(*_measured(made))


def _measured(made: dict[str, Any]) -> tuple[list[float], list[float], float, int]:
    *crowd, quiet = made["readers"]
    reader = Browser(PORT)
    reader.sign_in(quiet)
    page = f"/pages/{made['page']}/"
    alone = [_look(reader, page) for _ in _for_seconds(ALONE_SECONDS)]
    again = [0] * len(crowd)
    threads = [threading.Thread(target=_come_in, args=(means, again, place)) for place, means in enumerate(crowd)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    during = []
    while any(thread.is_alive() for thread in threads):
        during.append(_look(reader, page))
    took = time.perf_counter() - begun
    return alone, during, took, sum(again)


def _come_in(means: dict[str, Any], again: list[int], place: int) -> None:
    """As a person does it: who is asked to press again waits and does so."""
    browser = Browser(PORT)
    _opened(browser, "/sign-in/")
    answer = _pressed(browser, "/sign-in/", again, place, login=means["login"], password=means["password"])
    page = _opened(browser, answer.headers["Location"])
    asked = re.search(r"<strong>(\d+)</strong>", page)
    if asked is None or _pressed(browser, "/sign-in/code/", again, place, code=means["codes"][asked[1]]).status != 302:
        raise RuntimeError("somebody of the crowd is not in")


def _opened(browser: Browser, path: str) -> str:
    """A page that is not given at once opens by itself after some seconds."""
    while True:
        answer, page = browser.get(path)
        if answer.status != 503:
            return page
        time.sleep(float(answer.headers["Retry-After"]) + random.random())  # noqa: S311 - people are not punctual


def _pressed(browser: Browser, path: str, again: list[int], place: int, **typed: str) -> Any:
    while True:
        answer, _ = browser.post(path, **typed)
        if answer.status != 503:
            return answer
        again[place] += 1
        time.sleep(float(answer.headers["Retry-After"]) + random.random())  # noqa: S311 - nor is this a secret


def _look(reader: Browser, page: str) -> float:
    answer, _ = reader.get(page)
    if answer.status != 200:
        raise RuntimeError(f"the reader was answered {answer.status}")
    return 1_000 * reader.seconds


def _for_seconds(seconds: float) -> Any:
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        yield


def _show(alone: list[float], during: list[float], took: float, again: int) -> None:
    print("| reader, ms | p50 | p95 | most | answers |\n| --- | --- | --- | --- | --- |")
    for name, times in (("alone", alone), ("while the crowd signs in", during)):
        print(f"| {name} | {median(times):.1f} | {quantiles(times, n=20)[-1]:.1f} | {max(times):.1f} | {len(times)} |")
    print(f"\nThe whole crowd was in after {took:.1f} s; the button had to be pressed again {again} times.")
    print(f"p50 during / alone: {median(during) / median(alone):.2f}")


if __name__ == "__main__":
    main()
