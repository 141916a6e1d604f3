"""A password that its owner has chosen is looked at and kept. A plain step, inside the transaction of an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from institutional_pages.access.means_errors import SamePassword, WeakPassword
from institutional_pages.audit import recording as audit
from institutional_pages.identity.models import PASSWORD
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person


def keep_password(account: Person, new: str, *, first: bool) -> Person:
    """The account with the password `new`; `first`: it takes the place of a temporary one, or of none. `SamePassword`, `WeakPassword`."""
    if account.check_password(new):
        raise SamePassword
    try:
        validate_password(new, account)
    except ValidationError as weak:
        raise WeakPassword(reasons=" ".join(weak.messages)) from weak

    account.set_own_password(new)
    account.save(update_fields=PASSWORD)
    audit.record(account, "password.changed", account, first_password=first)
    posting.post("password_changed", to=account.email, language=account.language, subject=audit.reference(account))
    return account
