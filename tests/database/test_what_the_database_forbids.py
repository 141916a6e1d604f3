"""Each rule and each constraint is tried on the database in use: SQLite here, PostgreSQL with IPAGES_TEST_DATABASE=postgresql."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from institutional_pages.audit.models import Event
from institutional_pages.audit.recording import record
from institutional_pages.config.database_rules import RULES
from tests.database import (
    attempts_of_means,  # noqa: F401 - adds its own
    attempts_of_switching,  # noqa: F401 - adds its own
    rows,
)
from tests.database.attempts import AFTER, ATTEMPTS
from tests.database.rows import UNTIL

pytestmark = pytest.mark.django_db
WORDS = {rule.name: rule.words for rule in RULES}
CONSTRAINTS = {c.name for model in apps.get_models() if model.__module__.startswith("institutional_pages.") for c in model._meta.constraints}
HIDDEN = {  # a trigger that looks at the days refuses the same row before the constraint does
    "one_institution_per_standing_number": WORDS["one_institution_per_number_and_day_insert"],
    "one_standing_officer_per_office": WORDS["one_officer_per_office_and_day_insert"],
}


def test_every_rule_and_constraint_is_tried():
    assert set(ATTEMPTS) == CONSTRAINTS | set(WORDS)


@pytest.mark.parametrize("name", sorted(ATTEMPTS))
def test_the_database_refuses(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        ATTEMPTS[name]()

    assert _refused_by(refused.value, name)


def _refused_by(error: IntegrityError, name: str) -> bool:
    """Whether it was this rule; SQLite names a unique constraint by its columns, or by its name if it has an expression."""
    said = str(error)
    if name in WORDS:
        return WORDS[name] in said
    if connection.vendor == "sqlite" and "UNIQUE" in said:
        return any(column in said for column in _columns(name)) or name in said
    return HIDDEN.get(name, name) in said


def _columns(name: str) -> list[str]:
    model, constraint = next((m, c) for m in apps.get_models() for c in m._meta.constraints if c.name == name)
    return [f"{model._meta.db_table}.{model._meta.get_field(field).column}" for field in constraint.fields]


def test_an_officer_follows_another_on_the_next_day():
    centre = rows.institution()
    rows.officer(centre, valid_until=UNTIL)

    assert rows.officer(centre, valid_from=AFTER).pk


def test_a_number_passes_to_another_institution_on_the_next_day():
    rows.identifier(rows.institution(), valid_until=UNTIL)

    assert rows.identifier(rows.institution(), valid_from=AFTER).pk


def test_one_person_may_hold_two_roles_one_after_the_other():
    someone = rows.person()
    rows.appointment(someone, "publisher", valid_until=UNTIL)

    assert rows.appointment(someone, "auditor", valid_from=AFTER).pk


def test_a_repaired_item_of_a_closed_run_is_published():
    run = rows.run(closed_at=rows.NOW)
    item = rows.item(run, outcome="missing")

    rows.change(item, outcome="published", delivery=rows.delivery())

    item.refresh_from_db()
    assert item.outcome == "published"


@pytest.mark.postgres
@pytest.mark.parametrize("table", sorted({rule.table for rule in RULES if rule.on == "delete"}))
def test_postgresql_refuses_to_empty_the_table(table):
    with pytest.raises(DatabaseError, match="append-only|never|ended|stays|end, they are not"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("field", ["actor", "verb", "subject", "basis", "institution", "digest", "at", "version"])
def test_no_field_of_an_event_is_changed(field):
    event = record("system:test", "test.done")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**{field: getattr(event, field)})
