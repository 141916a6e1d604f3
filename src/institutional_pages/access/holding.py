"""Two clicks at once become one after the other: the second sees what the first did, so that the same again changes nothing."""

from __future__ import annotations

from institutional_pages.identity.models import Person
from institutional_pages.institutions.models import Institution


def hold_page(institution: Institution) -> None:
    """Whoever else gives, changes or ends rights at `institution` waits until this transaction ends; documents arrive meanwhile."""
    Institution.objects.select_for_update(no_key=True).get(pk=institution.pk)


def hold_person(person: Person) -> None:
    """Whoever else makes means of sign-in for `person` waits until this transaction ends; take it after `hold_page`, never before."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
