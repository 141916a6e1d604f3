"""What a person does with their own second factors: add an app, take it away, print recovery codes, end a session elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from institutional_pages.access import rules
from institutional_pages.access.errors import EidOfAnother, WrongCode
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.audit import recording as audit
from institutional_pages.identity import code_app, code_card, eid_card, open_sessions
from institutional_pages.identity.means import CODE_APP, EID, RECOVERY_CODE
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.code_card import DrawnCodes, MadeCard
    from institutional_pages.identity.eid_card import ProvenCard
    from institutional_pages.identity.models import CodeApp, EidCard, Person


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
def add_eid_card(*, person: Person, proven: ProvenCard) -> EidCard:
    """From now on the eID card of `person` opens, together with the password. The same card again changes nothing; `EidOfAnother`."""
    require_recent_proof()
    account = rules.require_own_account(person)
    if eid_card.is_anothers(proven, account):
        raise EidOfAnother(phone=settings.HELPDESK["phone"])
    standing = eid_card.standing_eid(account)
    if standing is not None and standing.holder == proven.holder:
        return standing
    card = eid_card.add_eid(account, proven)
    audit.record(account, "means.added", account, means=EID)
    _tell("means_added", account)
    return card


@transaction.atomic
def remove_eid_card(*, person: Person) -> bool:
    """The eID card opens nothing any more; whether there was one."""
    require_recent_proof()
    account = rules.require_own_account(person)
    removed = eid_card.remove_eid(account)
    if removed:
        audit.record(account, "means.removed", account, means=EID)
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
