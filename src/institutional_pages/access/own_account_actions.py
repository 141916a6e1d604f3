"""What a person does with their own account: choose a password, change it, end every session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import rules
from institutional_pages.access.means_errors import OwnPasswordStands, WrongPassword
from institutional_pages.access.own_password import keep_password
from institutional_pages.audit import recording as audit

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person


@transaction.atomic
def choose_own_password(*, person: Person, new: str) -> Person:
    """Put a password that only `person` knows in the place of the temporary one; the same again changes nothing.

    The account as it is now comes back. Who has an own password already: `change_password`.
    """
    account = rules.require_own_account(person)
    if not account.password_is_temporary:
        if account.check_password(new):
            return account
        raise OwnPasswordStands
    return keep_password(account, new, first=True)


@transaction.atomic
def change_password(*, person: Person, current: str, new: str) -> Person:
    """Replace one's own password; sessions that the old one opened end at their next click.

    The door counts the try beforehand, as at sign-in (`identity.passwords.check`): a count must outlive the refusal.
    """
    account = rules.require_own_account(person)
    if not account.check_password(current):
        raise WrongPassword
    return keep_password(account, new, first=False)


@transaction.atomic
def sign_out_everywhere(*, person: Person) -> None:
    """End every session of `person` that has begun until now, on every computer; each is over at its next click."""
    account = rules.require_own_account(person)
    account.sessions_end_before = timezone.now()
    account.save(update_fields=["sessions_end_before"])
    audit.record(person, "signed-out.everywhere", person)
