"""Many rows of one model by a statement that the database prepares once: Django's `bulk_create` takes four times as long, in making its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, models, transaction

if TYPE_CHECKING:
    from django.db.models import Field, Model

# What both databases take as Python has it; every other value goes through its field, as in Django.
AS_IT_IS = (models.CharField, models.TextField, models.IntegerField)
TAKE_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
TOGETHER = 20  # rows of one statement
LAST_KEY = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s"


def insert_many(rows: Sequence[Model]) -> None:
    """Insert rows of one model, in the order given, and give each the key that it lacks; constraints and triggers speak as always.

    Values of fields are taken as they stand: this is for models without `auto_now` and without defaults of the database.
    """
    if len(rows) == 1:
        _insert_one(rows[0])
    elif rows:
        with transaction.atomic(savepoint=False):
            _give_keys(rows)
            _insert(type(rows[0]), fields := rows[0]._meta.concrete_fields, values_of(rows, fields))
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_missing(rows: Sequence[Model]) -> None:
    """Like `insert_many`, without the rows that a constraint of uniqueness forbids; no row learns its key."""
    if rows:
        fields = [field for field in rows[0]._meta.concrete_fields if not field.primary_key]
        with transaction.atomic(savepoint=False):
            _insert(type(rows[0]), fields, values_of(rows, fields), " ON CONFLICT DO NOTHING")


def insert_values(model: type[Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows of which nobody needs an instance; `names` are the attributes, such as `delivery_id`, all but a key that the database gives."""
    if rows:
        by_name = {field.attname: field for field in model._meta.concrete_fields}
        fields = [by_name[name] for name in names]
        with transaction.atomic(savepoint=False):
            _insert(model, fields, _ready(fields, rows))


def _insert_one(row: Model) -> None:
    """The database gives the key that it lacks in the same statement."""
    fields = [field for field in row._meta.concrete_fields if row.pk is not None or not field.primary_key]
    [values] = values_of([row], fields)
    key = connection.ops.quote_name(str(row._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"{_begin(type(row), fields)}{_place(fields)} RETURNING {key}", values)
        given = cursor.fetchone()[0]
    row.pk = given if row.pk is None else row.pk


def _insert(model: type[Model], fields: Sequence[Field[Any, Any]], values: list[tuple[Any, ...]], ending: str = "") -> None:
    """Several rows a time: another thread may go on whenever the database is asked, and it takes a while until this one is on again."""
    begin, place = _begin(model, fields), _place(fields)
    groups = [values[start : start + TOGETHER] for start in range(0, len(values), TOGETHER)]
    with connection.cursor() as cursor:
        for size, alike in groupby(groups, len):
            statement = begin + ", ".join([place] * size) + ending
            cursor.executemany(statement, [list(chain.from_iterable(group)) for group in alike])


def _begin(model: type[Model], fields: Sequence[Field[Any, Any]]) -> str:
    name = connection.ops.quote_name
    columns = ", ".join(name(str(field.column)) for field in fields)
    return f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 - names of our models


def _place(fields: Sequence[Field[Any, Any]]) -> str:
    return f"({', '.join(['%s'] * len(fields))})"


def values_of(rows: Sequence[Model], fields: Sequence[Field[Any, Any]]) -> list[tuple[Any, ...]]:
    """What the database is to be given for these fields of each row; two fields at least."""
    return _ready(fields, map(attrgetter(*(field.attname for field in fields)), rows))


def _ready(fields: Sequence[Field[Any, Any]], rows: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Made ready column by column: the kind of a field is asked once, not for each value."""
    columns = zip(*rows, strict=True)
    ready = [column if _is_ready(field) else _prepared(field, column) for field, column in zip(fields, columns, strict=True)]
    return list(zip(*ready, strict=True))


def _give_keys(rows: Sequence[Model]) -> None:
    """Keys in the order of the rows: of a sequence, or following the last one ever given, which the one writer of SQLite knows."""
    without = [row for row in rows if row.pk is None]
    if not without:
        return
    options = type(rows[0])._meta
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(LAST_KEY, [options.db_table])
            last = cursor.fetchone()[0]
            keys: Iterable[int] = range(last + 1, last + 1 + len(without))
        else:
            cursor.execute(TAKE_KEYS, [options.db_table, options.pk.column, len(without)])
            keys = [key for (key,) in cursor.fetchall()]
    for row, key in zip(without, keys, strict=True):
        row.pk = key


def _is_ready(field: Field[Any, Any]) -> bool:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return isinstance(field, AS_IT_IS)


def _prepared(field: Field[Any, Any], column: Sequence[Any]) -> Sequence[Any]:
    """A value that all rows share, such as the moment, is made ready once."""
    save, database = field.get_db_prep_save, connections[connection.alias]
    if all(value is column[0] for value in column):
        return [save(column[0], database)] * len(column)
    return [save(value, database) for value in column]
