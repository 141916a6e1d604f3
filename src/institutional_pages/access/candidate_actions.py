"""The first administrator of a centre: an officer puts him on the staff, since nobody there holds a mandate yet to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from institutional_pages.access import rules
from institutional_pages.access.proof import require_recent_proof
from institutional_pages.access.staff import take_on
from institutional_pages.audit import recording as audit
from institutional_pages.identity.models import Person

if TYPE_CHECKING:
    from institutional_pages.institutions.models import Institution


@transaction.atomic
def add_candidate(*, officer: Person, institution: Institution, username: str, first_name: str, last_name: str, email: str, language: str) -> Person:
    """The colleague whom an officer will designate, on the staff with an account; the Security Cell makes his password and card.

    Whoever has the same e-mail is known already and keeps the account; on the staff already: nothing changes.
    """
    require_recent_proof()
    basis = rules.require_officer(officer, institution)
    details = {"username": username, "first_name": first_name, "last_name": last_name, "email": email, "language": language}
    taken = take_on(institution, **details, password=None)

    if taken.came:
        audit.record(officer, "person.added", taken.person, basis=basis, institution=institution, new_account=taken.is_new)
    return taken.person
