"""What is refused to machines, and about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from institutional_pages.errors import BadInput, Conflict, NotAllowed

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class UnknownKey(NotAllowed):
    """No key, a made-up one, a revoked or expired one: the same answer to all."""

    code = "unknown-key"
    message: StrOrPromise = _("This key or token opens nothing. Make a new key on the screen of machines, or ask for a new token.")


class TooManyTries(NotAllowed):
    code = "too-many-tries"
    message: StrOrPromise = _("A hundred wrong keys came from this address within 15 minutes. Nothing is looked at from there for 15 minutes.")


class OutsideItsNetworks(NotAllowed):
    code = "outside-its-networks"
    message: StrOrPromise = _("This machine may be used only from its own networks.")


class PublishesOnly(NotAllowed):
    """A machine of a service asks for what is a centre's, or the other way round."""

    code = "other-machine"
    message: StrOrPromise = _("This machine is registered for something else.")


class NameStands(Conflict):
    code = "name-stands"
    message: StrOrPromise = _("A machine with this name is registered here already.")


class OfficerTakesPart(NotAllowed):
    code = "officer-takes-part"
    message: StrOrPromise = _("One of the two who register a machine of a centre is the President or the Secretary.")


class KeyIsRunning(Conflict):
    code = "idempotency-running"
    message: StrOrPromise = _("The first call with this Idempotency-Key is still under way. Ask again in a moment.")


class KeyUsedOtherwise(BadInput):
    code = "idempotency-other-call"
    message: StrOrPromise = _("This Idempotency-Key was used for another call, or with another body. Draw a new one for each call.")


class MachineOver(Conflict):
    code = "machine-over"
    message: StrOrPromise = _("This machine has ended.")


class NameMissing(BadInput):
    code = "name-missing"
    message: StrOrPromise = _("Give the machine a name by which people know it; “cli” is taken by the command line.")
