"""Roles at the ministry that check each other: no person holds both (security.md §1); the database forbids it as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from institutional_pages.access.ministry_errors import NeverTogether
from institutional_pages.access.models import Appointment

if TYPE_CHECKING:
    from institutional_pages.identity.models import Person

Role = Appointment.Role
NEVER_TOGETHER = ({Role.SECURITY_CELL, Role.PUBLISHER}, {Role.PUBLISHER, Role.AUDITOR}, {Role.OPERATOR, Role.AUDITOR})


def require_compatible(person: Person, role: str) -> None:
    """`NeverTogether` when `person` holds a role today that checks this one."""
    held = set(Appointment.objects.standing().filter(person=person).values_list("role", flat=True))
    for pair in NEVER_TOGETHER:
        other = held & (pair - {role}) if role in pair else set()
        if other:
            raise NeverTogether(role=Role(role).label, other=Role(other.pop()).label)
