"""What breaks a run off from outside (a disk, a database, a limit of the system), told in one sentence with what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from institutional_pages.cli.printing import fail

STANDS = "What is published stands and nothing is half"
AGAIN = "then publish the same folder again: it goes on where it stopped."
FULL = ("No room is left on the disk", "Make room")
CLOSED = ("A file or folder may not be read or written", "Let this account read the folder of the run and write in the data folder")
TOO_MANY = ("More files are open than this process may have", "Raise that limit (ulimit -n)")
DISK = ("The disk does not do what it is asked", "See to the disk")
KNOWN = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), FULL),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), CLOSED),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), TOO_MANY),
}


@contextmanager
def told_with_a_remedy() -> Iterator[None]:
    """Around the whole of publishing: every group is settled or untouched, so that what stopped it can be mended and the run goes on."""
    from django.db import InterfaceError, OperationalError, connection

    from institutional_pages.vault.errors import Unavailable

    driver = cast("Any", connection).Database  # rows that are fetched one after another fail with its own errors
    try:
        yield
    except OSError as problem:
        _fail(*KNOWN.get(problem.errno or 0, DISK), _name(problem.errno), problem.filename)
    except Unavailable as problem:
        _fail_by_storage(problem)
    except (OperationalError, InterfaceError, driver.OperationalError, driver.InterfaceError) as problem:
        _fail(*_of_database(str(problem)), *str(problem).splitlines()[:1])


def _fail(why: str, remedy: str, *told: object) -> None:
    details = ", ".join(str(one) for one in told if one)
    fail(f"{why}{f' ({details})' if details else ''}. {STANDS}. {remedy}, {AGAIN}")


def _fail_by_storage(problem: Exception) -> None:
    """The vault names the error of the system; what it says of its keys has a remedy of its own."""
    name = str(getattr(problem, "facts", {}).get("what", ""))
    number = next((number for number, known in errno.errorcode.items() if known == name), None)
    if number is None:
        raise problem
    _fail(*KNOWN.get(number, DISK), name)


def _of_database(words: str) -> tuple[str, str]:
    if "locked" in words:
        return "Another program holds the database", "Let it end"
    if "full" in words:
        return FULL
    if "I/O" in words:
        return "The database cannot use its disk", "See to that disk and the room on it"
    return "The database does not answer", "See that it runs"


def _name(number: int | None) -> str:
    return errno.errorcode.get(number or 0, "")
