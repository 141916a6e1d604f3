"""What delivery refuses: a whole manifest, or an action. What happens to one file of a run is an outcome with a code, see `outcomes.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import BadInput, Conflict, NotFound

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class NoManifest(BadInput):
    code = "no-manifest"
    message: StrOrPromise = _("{path}: no manifest found. Put manifest.jsonl or manifest.csv in the folder, or name the file.")


class BadManifest(BadInput):
    code = "bad-manifest"
    message: StrOrPromise = _("{path}, line {line}: {problem} Nothing was published; mend the line and publish again.")


class UnknownService(NotFound):
    code = "unknown-service"
    message: StrOrPromise = _("There is no service {service}. Services are: {known}.")


class UnknownRun(NotFound):
    code = "unknown-run"
    message: StrOrPromise = _("There is no run {run}.")


class RunNotSettled(Conflict):
    code = "run-not-settled"
    message: StrOrPromise = _("{waiting} files of this run are still waiting: it closes when none is.")


class BytesChanged(Conflict):
    """A file changed between the moment it was looked at and the moment it was kept."""

    code = "bytes-changed"
    message: StrOrPromise = _("{path} changed while it was being read. Publish again when it is complete.")


class NothingReadable(Conflict):
    """Files one after another that are all damaged: more likely the storage is not there, or another, than that all were changed."""

    code = "nothing-readable"
    message: StrOrPromise = _(
        "{files} stored files one after another cannot be read ({what}): look at the storage and the master keys first. Nothing was written down."
    )


class MayNotMerge(Conflict):
    code = "may-not-merge"
    message: StrOrPromise = _(
        "An open centre merges into another open one; one with a page only into one that has switched, so that its documents stay readable."
    )


class RunClosed(Conflict):
    code = "run-closed"
    message: StrOrPromise = _("This run is closed: nothing is added to its list. Open another run.")


class NotOnTheList(NotFound):
    """The run has no item with this reference, or is not of this machine's service: the same answer."""

    code = "not-on-the-list"
    message: StrOrPromise = _("No such run, or no file with this reference on its list.")


class FactsMissing(BadInput):
    code = "facts-missing"
    message: StrOrPromise = _("Name centre, kind and law of the document, or the reference under which it is on the list.")
