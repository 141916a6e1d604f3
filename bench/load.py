"""Many requests over connections that stay open, sent by `wrk` (Debian package of that name), and what they took."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# One after the other, each with its own header; the numbers as JSON when it ends, times in milliseconds.
SCRIPT = """
local asked = {%s}
local at = 0
function request()
  at = at %% #asked + 1
  return wrk.format("GET", asked[at][1], {[asked[at][2]] = asked[at][3], ["Accept-Encoding"] = "identity"})
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"requests": %%d, "seconds": %%f, "failed": %%d, "p50": %%f, "p99": %%f}', summary.requests, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """An address and the header that says who asks."""

    path: str
    header: str
    value: str


@dataclass(frozen=True, slots=True)
class Took:
    """How many answers, in how long, and the times of the middle and of the slowest hundredth in milliseconds."""

    requests: int
    seconds: float
    failed: int
    p50: float
    p99: float

    @property
    def per_second(self) -> float:
        """Answers in a second, over all connections."""
        return self.requests / self.seconds


def load(port: int, asked: Sequence[Asked], *, connections: int, seconds: int) -> Took:
    """Ask in turn for `seconds`; a single answer that is no success is an error."""
    if shutil.which("wrk") is None:
        raise SystemExit("This measure needs the program wrk (on Debian: apt-get install wrk).")
    lines = ",".join("{" + ",".join(json.dumps(text) for text in (one.path, one.header, one.value)) + "}" for one in asked)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "asked.lua"
        script.write_text(SCRIPT % lines)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), f"http://127.0.0.1:{port}"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    took = Took(**json.loads(done.stdout[done.stdout.index('{"requests"') :]))
    if took.failed:
        raise RuntimeError(f"{took.failed} of {took.requests} answers failed, of those for {asked[0].path}")
    return took
