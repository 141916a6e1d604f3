"""What who has the shell may do without a second person: the first accounts at the ministry and their cards (design.md §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from institutional_pages.access.account_actions import COMMAND_LINE, AddedColleague
from institutional_pages.access.errors import LoginTaken
from institutional_pages.access.holding import hold_person
from institutional_pages.access.temporary_password import make_temporary_password
from institutional_pages.audit import recording as audit
from institutional_pages.identity import code_card
from institutional_pages.identity.models import Employment, Person
from institutional_pages.identity.passwords import find_person
from institutional_pages.institutions.calendar import today
from institutional_pages.notices import posting

if TYPE_CHECKING:
    from institutional_pages.identity.code_card import DrawnCodes, MadeCard
    from institutional_pages.institutions.models import Institution


@transaction.atomic
def add_person_by_command_line(
    *, username: str, first_name: str, last_name: str, email: str, language: str, institution: Institution
) -> AddedColleague:
    """An account on the staff of `institution` with a temporary password, shown once; told to the Security Cell. A login names one person."""
    if find_person(username) is not None:
        raise LoginTaken

    password = make_temporary_password()
    person = Person(username=username, first_name=first_name, last_name=last_name, email=email, language=language)
    person.set_temporary_password(password)
    person.save()
    Employment.objects.create(person=person, institution=institution, valid_from=today())
    audit.record(COMMAND_LINE, "person.added", person, basis="command-line", institution=institution, new_account=True)
    _tell("person.added", person)
    return AddedColleague(person, password)


@transaction.atomic
def make_code_card_by_command_line(*, person: Person, drawn: DrawnCodes | None = None) -> MadeCard:
    """A card for the first people of the ministry, whom nobody can give one yet; told to the Security Cell."""
    hold_person(person)
    made = code_card.make_card(person, drawn)
    audit.record(COMMAND_LINE, "card.made", made.card, basis="command-line", person=audit.reference(person))
    _tell("card.made", person)
    return made


def _tell(verb: str, person: Person) -> None:
    posting.post("done_by_command_line", to=settings.HELPDESK["email"], language=settings.LANGUAGE_CODE, subject=audit.reference(person), verb=verb)
