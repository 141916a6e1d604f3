"""How much one child may use, and how it shuts itself in. Limits are set before the first document is seen."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass
from math import ceil
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


@dataclass(frozen=True, slots=True)
class Limits:
    """Per document: seconds of the clock and of the processor; per child: bytes above what it needs to start, and documents."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 25
    memory_bytes: int = 512 * 1024 * 1024
    documents: int = 2000


def leave_network() -> bool:
    """Go where no network is, and say whether the system let us: some containers do not. Before `die_with`, which a change of rights undoes."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None).unshare
    return any(unshare(flags) == 0 for flags in (CLONE_NEWNET, CLONE_NEWUSER | CLONE_NEWNET))  # the second for who is not root


def shut_in(limits: Limits) -> None:
    """Take away what reading a document never needs: writing files, core dumps, new rights, and memory without end."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _at_most(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)
    _at_most(resource.RLIMIT_FSIZE, 0)
    _at_most(resource.RLIMIT_CORE, 0)


def die_with(parent: int) -> None:
    """End with the thread that started us, even when its process is killed; end now if it is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(0)


def allow_processor(seconds: int) -> None:
    """Give the next document `seconds` of the processor: the kernel counts from the start of the process and ends it by SIGXCPU."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _at_most(kind: int, amount: int) -> None:
    resource.setrlimit(kind, (amount, amount))


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
