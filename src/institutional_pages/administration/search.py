"""Who, and which institution, is meant by what an auditor typed: compared without capitals and accents, in an order that never changes."""

from __future__ import annotations

import unicodedata
from typing import Final
from uuid import UUID

from django.db.models import Q

from institutional_pages.access import rules
from institutional_pages.access.models import Appointment
from institutional_pages.identity.models import Person
from institutional_pages.identity.passwords import find_person
from institutional_pages.institutions.models import Identifier, Institution, InstitutionName

MOST_FOUND: Final = 20  # of more, one more is answered: who asked knows that it is to be narrowed


def people_named(typed: str, *, auditor: Person) -> list[Person]:
    """Whose login `typed` is; else everybody in whose name or login each of its words stands, by name. At most `MOST_FOUND` and one more."""
    rules.require_role(auditor, Appointment.Role.AUDITOR)
    whole = find_person(typed)
    if whole is not None:
        return [whole]
    everybody = Person.objects.order_by("last_name", "first_name", "pk").values_list("pk", "first_name", "last_name", "username")
    keys = [pk for pk, *names in everybody.iterator() if _holds(" ".join(names), typed)]
    found = Person.objects.in_bulk(keys[: MOST_FOUND + 1])
    return [found[pk] for pk in keys if pk in found]


def institutions_named(typed: str, *, auditor: Person) -> list[Institution]:
    """The institution of this number or id; else those of this whole name, else those in whose name each word of `typed` stands, in order."""
    rules.require_role(auditor, Appointment.Role.AUDITOR)
    numbered = Identifier.objects.filter(value=typed).values("institution")
    keys = list(Institution.objects.filter(Q(pk__in=numbered) | Q(uuid=_uuid(typed))).order_by("pk").values_list("pk", flat=True))
    names = list(InstitutionName.objects.order_by("name", "pk").values_list("institution", "name")) if not keys else []
    keys = keys or [pk for pk, name in names if _plain(name) == _plain(typed)] or [pk for pk, name in names if _holds(name, typed)]
    keys = list(dict.fromkeys(keys))
    found = Institution.objects.prefetch_related("names", "identifiers").in_bulk(keys[: MOST_FOUND + 1])
    return [found[pk] for pk in keys if pk in found]


def _holds(names: str, typed: str) -> bool:
    """Whether each word of `typed` stands in `names`; of accents alone no word is left, and they stand in no name."""
    folded, words = _plain(names), _plain(typed).split()
    return bool(words) and all(word in folded for word in words)


def _plain(text: str) -> str:
    """Small letters without accents: folded here, since the two databases fold differently."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
