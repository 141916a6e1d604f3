"""What is refused about one's own means of sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import BadInput, Conflict, NotAllowed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ProveAgain(NotAllowed):
    """The session is good, but too long ago that its owner proved who they are; the door asks for the password and goes on."""

    code = "prove-again"
    message: StrOrPromise = _("Type your password again before you do this.")


class HolderOfAnother(Conflict):
    code = "holder-of-another"
    message: StrOrPromise = _("Somebody signs in with this already. Is it you? Call {phone}.")


class PasskeyKnown(Conflict):
    code = "passkey-known"
    message: StrOrPromise = _("This passkey was added already; it cannot be added twice. Use another device or another key.")


class TooManyPasskeys(Conflict):
    code = "too-many-passkeys"
    message: StrOrPromise = _("You have {most} passkeys. Remove one that you no longer use.")


class WrongCode(BadInput):
    code = "wrong-code"
    message: StrOrPromise = _("This is not the code that the app shows now. Look again: it changes every 30 seconds.")


class WrongPassword(NotAllowed):
    """The present password was typed wrong; counted as at sign-in (design.md §4.13)."""

    code = "wrong-password"
    message: StrOrPromise = _("This is not your present password. Try again; after 5 tries you wait 15 minutes.")


class TooManyTries(NotAllowed):
    """Five wrong passwords: nothing is tried for fifteen minutes (design.md §4.13)."""

    code = "too-many-tries"
    message: StrOrPromise = _("Five wrong tries. You can try again at {time}, or call {phone}.")


class OwnPasswordStands(Conflict):
    code = "own-password-stands"
    message: StrOrPromise = _("You have chosen your own password already. To change it, type the present one.")


class SamePassword(BadInput):
    code = "same-password"
    message: StrOrPromise = _("This is the password that you have now. Choose another one.")


class WeakPassword(BadInput):
    """Too short, too common or like one's own name: the reason is told (NIST SP 800-63B §5.1.1)."""

    code = "weak-password"
    message: StrOrPromise = "{reasons}"
