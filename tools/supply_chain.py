"""What the product is built from: `make sbom` lists it (CycloneDX), `make advisories` asks whether anything of it is known to be vulnerable.

The look-up is the one check that may be left out, loudly, when its service does not answer: it needs a network that a build machine may not have.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / "requirements" / name for name in ("product.txt", "tools.txt", "build.txt")]
SBOM = ROOT / "build" / "sbom.cdx.json"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
SECONDS = 300


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What the service said: advisories in words, and the packages it said nothing of."""

    asked: int
    advisories: list[str]
    unanswered: list[str]


def pins(lock: Path) -> dict[str, str]:
    """Name and version of everything that `lock` pins."""
    return dict(PINNED.findall(lock.read_text()))


def write_sbom(lock: Path, target: Path) -> None:
    """List what `lock` installs, with digests, for whoever runs the product; fails when a pin is not in the list."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _tool("cyclonedx-py", "requirements", str(lock), "--of", "JSON", "--output-reproducible", "-o", str(target)).check_returncode()
    listed = {(part["name"], part["version"]) for part in json.loads(target.read_text())["components"]}
    if absent := sorted(set(pins(lock).items()) - listed):
        raise SystemExit(f"{target.name} does not list {absent}")


def look_up(lock: Path, *service: str) -> LookedUp:
    """Ask pip-audit's service about every pin of `lock`; a service that does not answer leaves all of them unanswered."""
    asked = _tool(
        "pip-audit", "--requirement", str(lock), "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off", *service
    )
    try:
        answers = json.loads(asked.stdout)["dependencies"]
    except (ValueError, KeyError):
        return LookedUp(len(pins(lock)), [], sorted(pins(lock)))
    return LookedUp(
        asked=len(answers),
        advisories=[f"{each['name']} {each['version']}: {_told(found)}" for each in answers for found in each.get("vulns", [])],
        unanswered=sorted(each["name"] for each in answers if "skip_reason" in each),
    )


def _told(found: dict[str, Any]) -> str:
    mended = ", ".join(found["fix_versions"]) or "no version yet"
    return f"{found['id']} (mended in {mended})"


def _tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([Path(sys.executable).parent / name, *arguments], capture_output=True, text=True, timeout=SECONDS)


def advisories(locks: list[Path], *service: str) -> int:
    """Print what is known to be vulnerable and what could not be looked up; 1 when something is vulnerable."""
    vulnerable = False
    for lock in locks:
        found = look_up(lock, *service)
        if found.unanswered:
            print(f"LEFT OUT: {lock.name}: the service of advisories says nothing of {len(found.unanswered)} of {found.asked} packages.")
        else:
            print(f"{lock.name}: {found.asked} packages looked up.")
        for line in found.advisories:
            print(f"VULNERABLE: {lock.name}: {line}")
        vulnerable = vulnerable or bool(found.advisories)
    return int(vulnerable)


if __name__ == "__main__":
    if sys.argv[1:] == ["sbom"]:
        write_sbom(LOCKS[0], SBOM)
        print(f"{SBOM.relative_to(ROOT)}: {len(pins(LOCKS[0]))} packages")
    else:
        raise SystemExit(advisories(LOCKS, *sys.argv[1:]))
