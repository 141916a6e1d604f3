"""What the vault refuses. No message holds a byte of a document or of a key."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import Conflict, NotNow, Refusal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Damaged(Refusal):
    """The stored bytes are not those that were kept: cut, extended, swapped, flipped, or of another blob. `what` says where, in a word or two."""

    code = "blob-damaged"
    message: StrOrPromise = _("The stored file {blob} is damaged ({what}). What is damaged is not shown; restore the file from the backup.")

    @property
    def what(self) -> str:
        """Such as `length`, `header`, `segment 3`, `digest` or `missing`; at most 80 letters."""
        return str(self.facts["what"])


class Missing(Damaged):
    """A row stands without its bytes, which the order of writing never makes: somebody removed them."""

    code = "blob-missing"
    message: StrOrPromise = _("The stored file {blob} is missing. Restore it from the backup.")

    def __init__(self, *, blob: str) -> None:
        """`blob` is the key under which the bytes should be."""
        super().__init__(blob=blob, what="missing")


class AlreadyStored(Conflict):
    """The store never overwrites."""

    code = "blob-exists"
    message: StrOrPromise = _("A file is already stored under {key}.")


class Unavailable(NotNow):
    """The storage did not do what was asked; nothing was kept and the same may be tried again (a door answers 503)."""

    code = "storage-unavailable"
    message: StrOrPromise = _("The storage does not answer ({what}). Nothing was changed; try again later.")


class UnknownMasterKey(Unavailable):
    """The name of a master key that the setting IPAGES_VAULT_KEYS does not hold (any more): the file is sound, and opens once the key is back."""

    code = "unknown-master-key"
    message: StrOrPromise = _("The master key “{name}” is not among IPAGES_VAULT_KEYS. Put it back: what it locked cannot be read without it.")


class Full(Unavailable):
    """No room left (a door answers 507)."""

    code = "storage-full"
    message: StrOrPromise = _("The storage is full. Nothing was changed; try again when there is room.")


class TooMuchToSweep(Refusal):
    """More would be removed than a crash can leave behind: more likely a wrong or old database than litter."""

    code = "too-much-to-sweep"
    message: StrOrPromise = _(
        "{orphans} of {listed} stored files have no row: more than a crash leaves. Check the database first; `ipages vault sweep` shows them."
        " Nothing was removed."
    )


def storage_failure(error: OSError) -> Unavailable:
    """The refusal that says what the operating system said; full disks and quotas apart."""
    kind = Full if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else Unavailable
    return kind(what=errno.errorcode.get(error.errno or 0, "EIO"))
