"""Write `src/institutional_pages/access/matrix.csv`, one line for each cell, from the table of actions and roles below (security.md §1).

`python -m tools.access_matrix`. The tests, and later the manual and the screens, read the file; whoever changes who may do what changes the table
here, runs this, and sees in the difference every cell that changed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "src" / "institutional_pages" / "access" / "matrix.csv"
COLUMNS = ("role", "action", "state", "session", "expect")
ROLES = ("AN", "UN", "RD", "LA", "PS", "CO", "SE", "PU", "PR", "AU", "MR", "MP", "OP")
MACHINES = {"MR", "MP"}
OF_THE_CENTRE = {"UN", "RD", "LA", "PS", "CO", "MR"}
STATES = ("applied", "paper", "electronic", "suspended")
SESSIONS = ("full", "password", "outside")
NEVER_SWITCHED = {"applied", "paper"}
GRANTED = {
    "Y": "allow",
    "o": "allow-own",
    "2": "allow-two",
    "L": "allow-logged",
    "m": "allow-without-names",
    "2o": "allow-own-two",
    "om": "allow-own-without-names",
}

# Row 30 of security.md, who sees the log, is two here: the log of the ministry, and what happened to the access of one page.
# What it is done to: `public`; `self`; `page`, the page of a centre; `documents`, what stands on it once it has switched; `switch`, its way there;
# `ministry`.
# name: to what; AN UN RD LA PS CO SE PU PR AU MR MP OP
TABLE = """
read-public-help        public     Y Y Y Y Y Y Y Y Y Y Y Y Y
read-public-log         public     Y Y Y Y Y Y Y Y Y Y Y Y Y
list-documents          documents  - - Y - - - - o - - Y o -
read-document           documents  - - Y - - - - o - - Y - -
search-page             documents  - - Y - - - - - - - - - -
handle-document         documents  - - Y - - - - - - - Y - -
get-proof               documents  - - Y - Y Y - o - Y Y o -
see-delivery-state      documents  - - Y - Y Y - om - m Y om -
see-who-opened          documents  - - Y - Y Y - - - L - - -
see-own-history         self       - Y Y Y Y Y Y Y Y Y - - Y
apply                   switch       - - - Y Y Y - - - - - - -
sign-mandate            page       - - - - 2 - - - - - - - -
designate               page       - - - - 2 - - - - - - - -
enable-mandate          ministry   - - - - - - Y - - - - - -
read-application        page       - - - o Y Y Y - - L - - -
decide-application      ministry   - - - - - - Y - - - - - -
confirm-ready           ministry   - - - - - - - Y - - - - -
switch-back             ministry   - - - - - - 2 2 - - - - -
list-people             page       - - - Y Y Y L - - m - - -
add-person              page       - - - Y - - - - - - - - -
give-access             page       - - - Y o - - - - - - - -
end-access              page       - - - Y Y Y L - - - - - -
prepare-review          page       - - - Y - - - - - - - - -
sign-review             page       - - - - 2 - - - - - - - -
require-means           page       - - - Y Y - - - - - - - -
make-code-card          page       - - - Y - - L - - - - - -
register-reading-machine page      - - - 2 2 - - - - - - - -
publish                 ministry   - - - - - - - Y - - - Y -
withdraw-document       ministry   - - - - - - - 2o - - - o -
see-runs                ministry   - - - - - - - o - m - o -
see-post                ministry   - - - - - - - - Y - - - -
mark-posted             ministry   - - - - - - - - Y - - - -
see-audit-log           ministry   - - - - - - m om - Y - - m
see-access-log          page       - - - Y Y Y L - - - - - -
export-evidence         page       - - - - Y - - - - 2 - - -
change-networks         ministry   - - - - - - 2 - - - - - 2
merge-centres           ministry   - - - - - - 2 - - - - - -
register-publisher      ministry   - - - - - - 2 - - - - - 2
appoint                 ministry   - - - - - - 2 - - - - - -
keep-backups            ministry   - - - - - - - - - - - - L
"""


def cells() -> Iterator[tuple[str, str, str, str, str]]:
    """Every cell, in the order of the table."""
    for line in TABLE.strip().splitlines():
        action, subject, *marks = line.split()
        for role, mark in zip(ROLES, marks, strict=True):
            for state in STATES:
                for session in SESSIONS:
                    yield role, action, state, session, expected(subject, role, mark, state, session)


def expected(subject: str, role: str, mark: str, state: str, session: str) -> str:
    """The answer: `allow…`, `sign-in`, `forbidden`, `network`, `absent` (404), `on-paper` (the page has not switched yet) or `switched`."""
    if subject == "public":
        return "allow"
    if role == "AN" or session == "password":
        return "sign-in"
    if role in MACHINES and session == "outside":  # a key is looked at only in its networks
        return "network"
    granted = GRANTED.get(mark, "forbidden")
    if subject == "self":
        return granted
    if subject == "ministry":
        return "network" if session == "outside" and granted != "forbidden" else granted
    return _at_a_page(subject, role, granted, state, session)


def _at_a_page(subject: str, role: str, granted: str, state: str, session: str) -> str:
    if role not in OF_THE_CENTRE:
        return "absent" if granted == "forbidden" else "network" if session == "outside" else granted
    if state == "suspended":
        return "absent"
    if session == "outside":
        return "network"
    if subject == "switch" and state == "electronic" and granted != "forbidden":
        return "switched"
    return "on-paper" if subject == "documents" and state in NEVER_SWITCHED and granted != "forbidden" else granted


def text() -> str:
    """The file."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([COLUMNS, *cells()])
    return written.getvalue()


if __name__ == "__main__":
    FILE.write_text(text())
