"""The first administrator of a centre: an officer puts him on the staff, since nobody there holds a mandate yet to do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from institutional_pages.access import rules
from institutional_pages.access.errors import AccountClosed, LoginTaken
from institutional_pages.access.holding import hold_page
from institutional_pages.audit import recording as audit
from institutional_pages.identity.models import Employment, Person
from institutional_pages.identity.passwords import find_person
from institutional_pages.institutions.calendar import today

if TYPE_CHECKING:
    from institutional_pages.institutions.models import Institution


@transaction.atomic
def add_candidate(*, officer: Person, institution: Institution, username: str, first_name: str, last_name: str, email: str, language: str) -> Person:
    """The colleague whom an officer will designate, on the staff with an account; the Security Cell makes his password and card.

    Whoever has the same e-mail is known already and keeps the account; on the staff already: nothing changes.
    """
    basis = rules.require_officer(officer, institution)
    hold_page(institution)
    known = Person.objects.filter(email__iexact=email.strip()).order_by("pk").first()
    if known is not None and not known.is_active:
        raise AccountClosed(phone=settings.HELPDESK["phone"])
    if known is not None and known.works_at(institution):
        return known
    if known is None and find_person(username) is not None:
        raise LoginTaken

    person = known or Person.objects.create(
        username=username.strip(),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        email=email.strip(),
        language=language,
        password=make_password(None),
    )
    Employment.objects.create(person=person, institution=institution, valid_from=today())
    audit.record(officer, "person.added", person, basis=basis, institution=institution, new_account=known is None)
    return person
