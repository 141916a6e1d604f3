"""Statements that every request asks: Django writes them once from the same rules as everything else, then only their values change.

Writing the SQL of a rule takes a millisecond or two; asking the database a tenth of that. In the queryset stand the numbers below where the
values come; `Written.asked` puts the values there. A rule speaks of today, so what is kept is kept by the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import UUIDField

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

A_PERSON: Final = -1  # no row has such a key, and nothing else in these statements is negative
A_PAGE: Final = -2
A_CURSOR: Final = -3
A_DOCUMENT: Final = -4
AN_ADDRESS: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Written:
    """The SQL of a queryset with its parameters, among them the stand-ins."""

    model: type[Model]
    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Written:
        """Written for the database in use; of what cannot have a row, nothing is asked."""
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            return cls(rows.model, "", ())
        return cls(rows.model, sql, tuple(parameters))

    def asked(self, values: Mapping[Any, Any]) -> list[Any]:
        """The rows, as instances with what was annotated, for these values."""
        return list(self.model._default_manager.raw(self.sql, self._filled(values))) if self.sql else []

    def tuples(self, values: Mapping[Any, Any]) -> Iterator[tuple[Any, ...]]:
        """The rows as the database gives them."""
        if not self.sql:
            return
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._filled(values))
            yield from cursor.fetchall()

    def _filled(self, values: Mapping[Any, Any]) -> list[Any]:
        return [values.get(parameter, parameter) for parameter in self.parameters]


def address(uuid: UUID) -> Any:
    """As the database in use takes a UUID: for `AN_ADDRESS` and for what comes in its place."""
    return UUIDField().get_db_prep_value(uuid, connection)
