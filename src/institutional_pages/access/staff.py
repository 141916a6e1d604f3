"""Somebody comes onto the staff of an institution: with a new account, or with the one that this e-mail address has. A plain step without rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from institutional_pages.access.errors import AccountClosed, LoginTaken
from institutional_pages.access.holding import hold_page
from institutional_pages.identity.models import Employment, Person
from institutional_pages.identity.passwords import find_person
from institutional_pages.institutions.calendar import today

if TYPE_CHECKING:
    from institutional_pages.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class TakenOn:
    """`is_new`: the account was made or opened again now; `came`: was not on the staff before."""

    person: Person
    is_new: bool
    came: bool


def take_on(institution: Institution, *, username: str, first_name: str, last_name: str, email: str, language: str, password: str | None) -> TakenOn:
    """The person of this e-mail on the staff of `institution`; `password` is temporary, and None is none. `AccountClosed`, `LoginTaken`.

    Who left and comes back to the last centre that employed them gets the account back, with a new password: the old one was for another time.
    """
    hold_page(institution)
    known = Person.objects.filter(email__iexact=email.strip()).order_by("pk").first()
    if known is not None and not known.is_active and not _left_here(known, institution):
        raise AccountClosed(phone=settings.HELPDESK["phone"])
    if known is not None and known.works_at(institution):
        return TakenOn(known, is_new=False, came=False)
    if known is None and find_person(username) is not None:
        raise LoginTaken

    person = known or Person(
        username=username.strip(), first_name=first_name.strip(), last_name=last_name.strip(), email=email.strip(), language=language
    )
    is_new = known is None or not known.is_active
    if is_new:
        _open(person, password)
    Employment.objects.create(person=person, institution=institution, valid_from=today())
    return TakenOn(person, is_new=is_new, came=True)


def _left_here(person: Person, institution: Institution) -> bool:
    """Whether the account was closed when its owner left this centre, and no other since."""
    last = person.employments.filter(ended_at__isnull=False).order_by("-ended_at").first()
    return person.closed_at is not None and last is not None and last.institution_id == institution.pk


def _open(person: Person, password: str | None) -> None:
    """The account, new or again; without a password until the Security Cell makes one."""
    person.is_active, person.closed_at = True, None
    if password is None:
        person.set_unusable_password()
    else:
        person.set_temporary_password(password)
    person.save()
