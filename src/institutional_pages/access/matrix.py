"""What each role can do, from the file that the tests are made from (security.md §1): it is written by `tools/access_matrix.py` alone."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "matrix.csv"
ALLOWED: Final = "allow"


@cache
def rights_of(role: str) -> dict[str, str]:
    """By action, in the order of the file: `allow` and how, or `""`; both factors, from the network, in whichever state of the page allows it."""
    with FILE.open(encoding="ascii") as file:
        cells = [cell for cell in csv.DictReader(file) if (cell["role"], cell["session"]) == (role, "full")]
    allowed = {cell["action"]: cell["expect"] for cell in cells if cell["expect"].startswith(ALLOWED)}
    return {action: allowed.get(action, "") for action in dict.fromkeys(cell["action"] for cell in cells)}


@cache
def roles() -> list[str]:
    """The codes of the roles, in the order of the file."""
    with FILE.open(encoding="ascii") as file:
        return list(dict.fromkeys(cell["role"] for cell in csv.DictReader(file)))
