"""What may happen to the right to read a page: given, changed, ended. Mandates are in `mandate_actions`, accounts and cards in `account_actions`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from institutional_pages.access import expiry, rules
from institutional_pages.access.errors import (
    EmptyScope,
    LastDayIsPast,
    NoAccessStands,
    NotAnAdministrator,
    NotToYourself,
    OfficerGivesThis,
    OtherAccessStands,
)
from institutional_pages.access.holding import hold_page
from institutional_pages.access.models import Grant, GrantScope, Mandate
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.access.scope import Scope, scope_of
from institutional_pages.audit import recording as audit
from institutional_pages.institutions.calendar import today
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.audit.recording import System
    from institutional_pages.identity.models import Person
    from institutional_pages.institutions.models import Institution


@transaction.atomic
def give_access(*, administrator: Person, institution: Institution, reader: Person, scope: Scope, reason: str, until: date | None) -> Grant:
    """Open the page of `institution` to `reader`. The same again changes nothing; another scope or last day is refused: use `change_access`."""
    require_recent_proof()
    mandate = rules.require_mandate(administrator, institution)
    hold_page(institution)
    _check_reader(administrator, institution, reader)
    _check_wish(scope, until)

    expiry.end_expired_grants(Grant.objects.filter(institution=institution, reader=reader))
    standing = _standing(institution, reader)
    if standing is not None:
        return _the_same(standing, scope, until)
    grant = _open(Grant(institution=institution, reader=reader, given_by=administrator, mandate=mandate, reason=reason, valid_until=until), scope)
    audit.record(administrator, "access.given", grant, basis=mandate, institution=institution)
    _tell("access_given", grant)
    return grant


@transaction.atomic
def change_access(*, administrator: Person, institution: Institution, reader: Person, scope: Scope, reason: str, until: date | None) -> Grant:
    """Another scope or last day for `reader`: the old grant ends, a new one begins. The same again changes nothing."""
    require_recent_proof()
    mandate = rules.require_mandate(administrator, institution)
    hold_page(institution)
    _check_reader(administrator, institution, reader)
    _check_wish(scope, until)

    old = _standing(institution, reader)
    if old is None:
        raise NoAccessStands
    if _is_the_same(old, scope, until):
        return old
    _end(old, administrator, "changed")
    grant = _open(Grant(institution=institution, reader=reader, given_by=administrator, mandate=mandate, reason=reason, valid_until=until), scope)
    audit.record(administrator, "access.changed", grant, basis=mandate, institution=institution, instead_of=audit.reference(old))
    _tell("access_changed", grant)
    return grant


@transaction.atomic
def give_administrator_access(*, officer: Person, institution: Institution, reader: Person, scope: Scope, reason: str, until: date | None) -> Grant:
    """Open the page to its own administrator `reader`, by signature of the President or the Secretary. The same again changes nothing."""
    require_recent_proof()
    office = rules.require_officer(officer, institution)
    hold_page(institution)
    if reader == officer:
        raise NotToYourself
    rules.require_on_staff(reader, institution)
    if not _administers(reader, institution):
        raise NotAnAdministrator
    _check_wish(scope, until)

    expiry.end_expired_grants(Grant.objects.filter(institution=institution, reader=reader))
    standing = _standing(institution, reader)
    if standing is not None:
        return _the_same(standing, scope, until)
    grant = _open(Grant(institution=institution, reader=reader, given_by=officer, officer=office, reason=reason, valid_until=until), scope)
    audit.record(officer, "access.given", grant, basis=office, institution=institution)
    _tell("access_given", grant)
    return grant


@transaction.atomic
def end_access(*, person: Person, grant: Grant, reason: str) -> Grant:
    """Take the access away, at once. Never needs a living mandate (design.md §4.4); an ended grant stays as it is."""
    basis = rules.require_revoker(person, grant.institution)
    hold_page(grant.institution)
    grant.refresh_from_db(fields=["ended_at"])
    if grant.ended_at is not None:
        return grant

    _end(grant, person, reason)
    audit.record(person, "access.ended", grant, basis=basis, institution=grant.institution)
    _tell("access_ended", grant)
    return grant


@transaction.atomic
def end_expired(*, actor: System) -> int:
    """End every grant and mandate past its last day, for the daily job; returns how many. One event each (`audit.record` in `expiry`)."""
    return expiry.end_expired_grants(Grant.objects.all(), actor) + expiry.end_expired_mandates(Mandate.objects.all(), actor)


def _check_reader(administrator: Person, institution: Institution, reader: Person) -> None:
    if reader == administrator:
        raise NotToYourself
    rules.require_on_staff(reader, institution)
    if _administers(reader, institution):
        raise OfficerGivesThis


def _check_wish(scope: Scope, until: date | None) -> None:
    if scope.is_empty:
        raise EmptyScope
    if until is not None and until < today():
        raise LastDayIsPast


def _administers(person: Person, institution: Institution) -> bool:
    return Mandate.objects.standing().filter(holder=person, institution=institution).exists()


def _standing(institution: Institution, reader: Person) -> Grant | None:
    return Grant.objects.standing().filter(institution=institution, reader=reader).first()


def _is_the_same(grant: Grant, scope: Scope, until: date | None) -> bool:
    return scope_of(grant) == scope and grant.valid_until == until


def _the_same(grant: Grant, scope: Scope, until: date | None) -> Grant:
    if not _is_the_same(grant, scope, until):
        raise OtherAccessStands
    return grant


def _open(grant: Grant, scope: Scope) -> Grant:
    grant.given_at = timezone.now()
    grant.everything = scope.everything
    grant.save(force_insert=True)
    GrantScope.objects.bulk_create(scope.of_grant(grant))
    return grant


def _end(grant: Grant, person: Person, reason: str) -> None:
    grant.ended_at, grant.ended_by, grant.end_reason = timezone.now(), person, reason
    grant.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _tell(kind: str, grant: Grant) -> None:
    reader = grant.reader
    centre = grant.institution.name_in(reader.language)
    about = {"subject": audit.reference(grant), "institution": audit.reference(grant.institution)}
    posting.post(kind, to=reader.email, language=reader.language, centre=centre, **about)
