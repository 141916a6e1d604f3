"""What a person does with their own second factors: add an app, take it away, print recovery codes, end a session elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from institutional_pages.access import rules
from institutional_pages.access.means_errors import HolderOfAnother, PasskeyKnown, TooManyPasskeys, WrongCode
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.identity import code_app, code_card, holders, open_sessions, passkeys
from institutional_pages.identity.means import CODE_APP, PASSKEY, RECOVERY_CODE
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.code_card import DrawnCodes, MadeCard
    from institutional_pages.identity.holders import ProvenHolder
    from institutional_pages.identity.models import CodeApp, Holder, Passkey, Person
    from institutional_pages.identity.passkeys import NewPasskey


@transaction.atomic
def confirm_code_app(*, person: Person, typed: str) -> CodeApp:
    """From now on the app of `person` opens; `WrongCode` while what was typed is not its code. Confirmed already: nothing changes."""
    require_recent_proof()
    account = rules.require_own_account(person)
    standing = code_app.standing_app(account)
    if standing is not None:
        return standing
    app = code_app.begin_app(account)
    if not code_app.confirm_app(app, typed):
        raise WrongCode
    audit.record(account, "means.added", account, means=CODE_APP)
    _tell("means_added", account)
    return app


@transaction.atomic
def remove_code_app(*, person: Person) -> bool:
    """The app opens nothing any more; whether there was one. A session that somebody else opened with it ends under open sessions."""
    require_recent_proof()
    account = rules.require_own_account(person)
    removed = code_app.remove_app(account)
    if removed:
        audit.record(account, "means.removed", account, means=CODE_APP)
        _tell("means_removed", account)
    return removed


@transaction.atomic
def add_holder(*, person: Person, proven: ProvenHolder) -> Holder:
    """From now on the eID card, or the account of the federation, opens for `person`. The same again changes nothing; `HolderOfAnother`."""
    require_recent_proof()
    account = rules.require_own_account(person)
    if holders.is_anothers(proven, account):
        raise HolderOfAnother(phone=settings.HELPDESK["phone"])
    standing = holders.standing_holder(account, proven.kind)
    if standing is not None and standing.holder == proven.holder:
        return standing
    holder = holders.add_holder(account, proven)
    audit.record(account, "means.added", account, means=proven.kind)
    _tell("means_added", account)
    return holder


@transaction.atomic
def remove_holder(*, person: Person, kind: str) -> bool:
    """The eID card, or the account of the federation, opens nothing any more; whether there was one."""
    require_recent_proof()
    account = rules.require_own_account(person)
    removed = holders.remove_holder(account, kind)
    if removed:
        audit.record(account, "means.removed", account, means=kind)
        _tell("means_removed", account)
    return removed


@transaction.atomic
def add_passkey(*, person: Person, made: NewPasskey, name: str) -> Passkey:
    """From now on this passkey of `person` opens, together with the password; `PasskeyKnown`, `TooManyPasskeys`."""
    require_recent_proof()
    account = rules.require_own_account(person)
    if len(passkeys.standing_passkeys(account)) >= passkeys.MOST:
        raise TooManyPasskeys(most=passkeys.MOST)
    passkey = passkeys.keep_passkey(account, made, name)
    if passkey is None:
        raise PasskeyKnown
    audit.record(account, "means.added", account, means=PASSKEY)
    _tell("means_added", account)
    return passkey


@transaction.atomic
def remove_passkey(*, person: Person, pk: int) -> bool:
    """This passkey of `person` opens nothing any more; whether there was such a one."""
    require_recent_proof()
    account = rules.require_own_account(person)
    removed = passkeys.remove_passkeys(account, pk)
    if removed:
        audit.record(account, "means.removed", account, means=PASSKEY)
        _tell("means_removed", account)
    return removed


@transaction.atomic
def make_recovery_codes(*, person: Person, drawn: DrawnCodes | None = None) -> MadeCard:
    """Ten codes, shown once, for the day on which nothing else is at hand; those made before open nothing any more."""
    require_recent_proof()
    account = rules.require_own_account(person)
    made = code_card.make_recovery_sheet(account, drawn)
    audit.record(account, "means.added", account, means=RECOVERY_CODE)
    _tell("means_added", account)
    return made


@transaction.atomic
def end_own_session(*, person: Person, key: str) -> bool:
    """End one session of `person` on another computer; whether it was open."""
    account = rules.require_own_account(person)
    ended = open_sessions.end_session(account, key)
    if ended:
        audit.record(account, "signed-out", account, reason="ended-by-owner", ended=key)
    return ended


def _tell(kind: str, person: Person) -> None:
    posting.post(kind, to=person.email, language=person.language, subject=audit.reference(person))
