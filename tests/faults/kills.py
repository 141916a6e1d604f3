"""Publishing killed -9, again and again: at the n-th time of a chosen step, or at a moment that chance chooses."""

from __future__ import annotations

import mmap
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.stages import Stage
from tests.faults.steps import BESIDE, STEPS, watch

NAMES = (*BESIDE, *STEPS)
KILLS_OF_A_RUN = 8


@dataclass
class Toll:
    """How often each step was the last one begun when the process died; `at_random` counts those that chance killed."""

    at_steps: Counter[str] = field(default_factory=Counter)
    at_random: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    runs: int = 0

    @property
    def total(self) -> int:
        return self.at_steps.total() + self.at_random.total()

    @property
    def hits(self) -> Counter[str]:
        return self.at_steps + self.at_random


def kill_publishing(stage: Callable[..., Stage], count: int, chance: random.Random, *, documents: int) -> Toll:
    """Kill `count` times, every second one at random, in runs each of which is completed in the end and looked at after every death."""
    toll = Toll()
    while toll.total < count and not toll.wrong:
        toll.runs += 1
        one = stage(f"run-{toll.runs}", documents=documents, broken=documents // 2)
        for _ in range(min(KILLS_OF_A_RUN, count - toll.total)):
            step = _kill(one, chance, toll)
            toll.wrong += [f"killed at {step}: {problem}" for problem in one.wrong(complete=False)]
        ended = one.publish()
        toll.wrong += [f"completed with {ended}: {problem}" for problem in one.wrong(complete=True)]
        if ended.code != 1:  # one document is broken, and said to be
            toll.wrong.append(f"completing ended with {ended}")
    return toll


def _kill(one: Stage, chance: random.Random, toll: Toll) -> str:
    """One death, or none when the command was faster; the step it died at."""
    if toll.at_steps.total() > toll.at_random.total():
        step = kill_at_random(one, chance.uniform(0.0, 0.4))
        toll.at_random[step] += step != "ended"
        return step
    step = min(STEPS, key=lambda name: (toll.at_steps[name], chance.random()))
    if _kill_at(one, step, chance.randrange(6)):
        toll.at_steps[step] += 1
    return step


def _kill_at(one: Stage, step: str, nth: int) -> bool:
    """Whether the command came to the `nth` time of `step` (from 0), and died there."""
    left = [nth]

    def passing(name: str) -> None:
        if name == step:
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left[0] -= 1

    return one.publish(lambda: watch(passing, folder=one.folder, data=one.data)).killed


def kill_at_random(one: Stage, seconds: float) -> str:
    """The step that the command was at when it was killed after `seconds`."""
    last = mmap.mmap(-1, 1)

    def passing(name: str) -> None:
        last[0] = NAMES.index(name)

    victim = one.victim(lambda: watch(passing, folder=one.folder, data=one.data))
    time.sleep(seconds)
    victim.kill()
    return NAMES[last[0]] if victim.end().killed else "ended"
