"""The kinds of refusal. Each concept app says in its own `errors.py` what is refused; each door translates a `Refusal` once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Refusal(Exception):
    """Something that was asked and is not done, in words for people (`message`) and for machines (`code`, which never changes)."""

    code: ClassVar[str] = "refused"
    message: StrOrPromise = "Refused."

    def __init__(self, **facts: Any) -> None:
        """`facts` fill the named places of `message`, for example `{card}`."""
        self.facts = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message).format(**self.facts)


class NotAllowed(Refusal):
    """The person or machine may not do this, but may know that it exists."""

    code = "not-allowed"


class NotFound(Refusal):
    """Does not exist, or is not yours: the same answer to a stranger."""

    code = "not-found"


class Conflict(Refusal):
    """The state of things forbids it: done already, ended, or something else stands."""

    code = "conflict"


class BadInput(Refusal):
    """What was sent cannot be used; the message names the item and the remedy."""

    code = "bad-input"


class NotNow(Refusal):
    """What this needs (storage, scanner, children) does not answer: nothing was changed, and the same may work later."""

    code = "not-now"
