"""Statements that every request asks: Django writes them once from the same rules as everything else, then only their values change.

Writing the SQL of a rule takes a millisecond or two; asking the database a tenth of that. In the queryset stand the numbers below where the
values come; `Written.asked` puts the values there. A rule speaks of today, so what is kept is kept by the day. How a row becomes an instance
is found out once as well, from what Django's own compiler says of its columns (`ModelIterable` asks it the same at every query).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import UUIDField
from django.db.models.query import get_related_populators

if TYPE_CHECKING:
    from django.db.models import QuerySet

A_PERSON: Final = -1  # no row has such a key, and nothing else in these statements is negative
A_PAGE: Final = -2
A_CURSOR: Final = -3
A_PLACE: Final = 32_767  # a place is not negative, and no document has so many files
A_KEY: Final = "-"
AN_ADDRESS: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Written:
    """The SQL of a queryset with its parameters, among them the stand-ins, and what makes an instance of a row."""

    sql: str
    parameters: tuple[Any, ...]
    instance: Instances | None

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Written:
        """Written for the database in use; of what cannot have a row, nothing is asked."""
        compiler = rows.query.get_compiler(connection.alias)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return cls("", (), None)
        return cls(sql, tuple(parameters), Instances(compiler) if compiler.klass_info else None)

    def asked(self, values: Mapping[Any, Any]) -> list[Any]:
        """The rows, as instances with what was annotated and joined, for these values."""
        return [self.instance(row) for row in self.tuples(values)] if self.instance else []

    def tuples(self, values: Mapping[Any, Any]) -> list[tuple[Any, ...]]:
        """The rows as the database gives them."""
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values.get(parameter, parameter) for parameter in self.parameters])
            return list(cursor.fetchall())


class Instances:
    """Makes instances of the rows of one statement: which column is which field, which is annotated, and what converts its value."""

    def __init__(self, compiler: Any) -> None:
        """From a compiler that has written its SQL."""
        select, info = compiler.select, compiler.klass_info
        columns = info["select_fields"]
        self._model = info["model"]
        self._fields = slice(columns[0], columns[-1] + 1)
        self._names = [column.target.attname for column, _, _ in select[self._fields]]
        self._joined = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # the stubs are of a newer Django
        self._annotated = tuple(compiler.annotation_col_map.items())
        self._converters = tuple(compiler.get_converters([column for column, _, _ in select]).items())

    def __call__(self, row: Sequence[Any]) -> Any:
        """The instance, as a queryset would give it."""
        values = list(row)
        for place, (converters, column) in self._converters:
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        made = self._model.from_db(connection.alias, self._names, values[self._fields])
        for populator in self._joined:
            populator.populate(values, made)
        for name, place in self._annotated:
            setattr(made, name, values[place])
        return made


def address(uuid: UUID) -> Any:
    """As the database in use takes a UUID: for `AN_ADDRESS` and for what comes in its place."""
    return UUIDField().get_db_prep_value(uuid, connection)
