"""What a constraint cannot say on both databases: one list of triggers, made again after every migration.

SQLite drops triggers when a migration rebuilds a table, and refuses to rename a table that a trigger of another names: hence all
go before a migration and come back after it (design.md §3). PostgreSQL keeps them, and takes a lock where two transactions could
each be right and both together wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.checks import Error
from django.db import connections


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of `table` may not be `on` (insert, update, delete) when the condition holds; the database refuses with `words`.

    The condition is SQL that SQLite and PostgreSQL both read; NEW and OLD name the row. `alone` is a query that PostgreSQL runs before
    it looks, so that no other transaction changes the answer meanwhile; SQLite has one writer.
    """

    name: str
    table: str
    on: str
    when: str
    words: str
    alone: str = ""


def _overlap(table: str, same: str, name: str, words: str) -> list[Rule]:
    """No two rows with the `same` columns may share a day."""
    keys = " AND ".join(f"other.{column} = NEW.{column}" for column in same.split())
    when = (
        f"EXISTS (SELECT 1 FROM {table} other WHERE {keys} AND other.id <> COALESCE(NEW.id, -1) "
        "AND other.valid_from <= COALESCE(NEW.valid_until, '9999-12-31') AND COALESCE(other.valid_until, '9999-12-31') >= NEW.valid_from)"
    )
    alone = f"SELECT pg_advisory_xact_lock(hashtext('{table}'))"
    return [Rule(f"{name}_{on}", table, on, when, words, alone) for on in ("insert", "update")]


def _never_together(one: str, other: str) -> list[Rule]:
    """No person holds both roles on the same day."""
    when = (
        f"NEW.ended_at IS NULL AND NEW.role IN ('{one}', '{other}') AND EXISTS (SELECT 1 FROM access_appointment a WHERE a.person_id = NEW.person_id "
        f"AND a.id <> COALESCE(NEW.id, -1) AND a.ended_at IS NULL AND a.role IN ('{one}', '{other}') AND a.role <> NEW.role "
        "AND a.valid_from <= COALESCE(NEW.valid_until, '9999-12-31') AND COALESCE(a.valid_until, '9999-12-31') >= NEW.valid_from)"
    )
    name = f"never_{one}_and_{other}".replace("-", "_")
    words, alone = f"never together: {one} and {other}", "SELECT pg_advisory_xact_lock(hashtext('access_appointment'))"
    return [Rule(f"{name}_{on}", "access_appointment", on, when, words, alone) for on in ("insert", "update")]


def _stays(name: str, table: str, column: str, words: str) -> Rule:
    """What stands in `column` is never taken away nor changed."""
    return Rule(name, table, "update", f"OLD.{column} IS NOT NULL AND (NEW.{column} IS NULL OR NEW.{column} <> OLD.{column})", words)


def _no_waiting_item_in_a_closed_run() -> list[Rule]:
    when = "NEW.outcome = 'waiting' AND EXISTS (SELECT 1 FROM delivery_run r WHERE r.id = NEW.run_id AND r.closed_at IS NOT NULL)"
    alone = "SELECT 1 FROM delivery_run r WHERE r.id = NEW.run_id AND NEW.outcome = 'waiting' FOR NO KEY UPDATE"
    return [
        Rule(f"no_item_waits_in_a_closed_run_{on}", "delivery_runitem", on, when, "no item waits in a closed run", alone)
        for on in ("insert", "update")
    ]


def _append_only(table: str) -> list[Rule]:
    return [Rule(f"{table}_no_{on}", table, on, "", f"{table} is append-only") for on in ("update", "delete")]


RULES = [
    *_append_only("audit_event"),
    *_append_only("audit_eventtext"),
    *_append_only("audit_eventnumber"),
    *_overlap("institutions_identifier", "scheme value", "one_institution_per_number_and_day", "this number names another institution on that day"),
    *_overlap("access_officer", "institution_id office", "one_officer_per_office_and_day", "this office is held by another person on that day"),
    *_never_together("security-cell", "publisher"),
    *_never_together("publisher", "auditor"),
    *_never_together("operator", "auditor"),
    Rule(
        "the_addressee_never_changes",
        "delivery_delivery",
        "update",
        "NEW.institution_id <> OLD.institution_id OR NEW.channel <> OLD.channel "
        "OR NEW.service_id <> OLD.service_id OR NEW.reference <> OLD.reference",
        "addressee, channel, service and reference of a delivery never change",
    ),
    Rule("a_delivery_is_never_deleted", "delivery_delivery", "delete", "", "deliveries are withdrawn, never deleted"),
    _stays("first_opened_once", "delivery_delivery", "first_opened_at", "an opening is never undone"),
    _stays("a_withdrawn_delivery_stays_withdrawn", "delivery_delivery", "withdrawn_at", "a withdrawn delivery stays withdrawn"),
    Rule(
        "a_file_never_changes",
        "delivery_deliveryfile",
        "update",
        "NEW.sha256 <> OLD.sha256 OR NEW.blob_id <> OLD.blob_id OR NEW.delivery_id <> OLD.delivery_id",
        "what was sent never changes",
    ),
    *_no_waiting_item_in_a_closed_run(),
    Rule(
        "a_run_closes_with_nothing_waiting",
        "delivery_run",
        "update",
        "NEW.closed_at IS NOT NULL AND EXISTS (SELECT 1 FROM delivery_runitem i WHERE i.run_id = NEW.id AND i.outcome = 'waiting')",
        "a run closes only when no item waits",
    ),
    Rule(
        "a_published_item_stays",
        "delivery_runitem",
        "update",
        "OLD.outcome IN ('published', 'paper') AND (NEW.outcome <> OLD.outcome OR NEW.delivery_id <> OLD.delivery_id)",
        "what was published stays published",
    ),
    Rule(
        "a_published_item_is_never_deleted",
        "delivery_runitem",
        "delete",
        "OLD.outcome IN ('published', 'paper')",
        "what was published stays published",
    ),
    _stays("a_used_code_stays_used", "identity_cardcode", "used_at", "a code opens once"),
    _stays("a_revoked_card_stays_revoked", "identity_codecard", "revoked_at", "a revoked card stays revoked"),
    _stays("an_ended_grant_stays_ended", "access_grant", "ended_at", "an ended grant stays ended"),
    _stays("an_ended_mandate_stays_ended", "access_mandate", "ended_at", "an ended mandate stays ended"),
    _stays("an_ended_appointment_stays_ended", "access_appointment", "ended_at", "an ended appointment stays ended"),
    *[
        Rule(f"{table}_is_never_deleted", table, "delete", "", "rights end, they are not deleted")
        for table in ("access_grant", "access_mandate", "access_officer", "access_appointment", "identity_person", "mailbox_opening")
    ],
]


def install_rules(using: str = "default", **_: Any) -> None:
    """Make every trigger anew on the database `using`; a table that does not exist yet is passed over."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    statements = [statement for rule in RULES if rule.table in tables for statement in _statements(rule, connection.vendor)]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def set_rules_aside(using: str = "default", plan: list[Any] | None = None, **_: Any) -> None:
    """Drop every trigger of an SQLite database that is about to be migrated; `install_rules` brings them back."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def missing_rules(using: str = "default") -> list[str]:
    """The rules that the database does not keep, for example after a migration that broke off; a server must not start with any."""
    connection = connections[using]
    table = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger WHERE NOT tgisinternal"
    column = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        present = {name for (name,) in cursor.fetchall()}
    return [rule.name for rule in RULES if rule.name not in present]


def check_rules(databases: Iterable[str] | None = None, **_: Any) -> list[Error]:
    """For Django's checks of a database: an error when a rule is gone."""
    missing = [name for database in databases or [] for name in missing_rules(database)]
    return (
        [
            Error(
                f"The database lacks the rules {', '.join(missing)}.",
                hint="Migrating makes them anew: run `ipages serve`, which does that, and look at its answer.",
            )
        ]
        if missing
        else []
    )


def _statements(rule: Rule, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {rule.name}",
            f"CREATE TRIGGER {rule.name} BEFORE {rule.on.upper()} ON {rule.table} FOR EACH ROW WHEN {rule.when or '1=1'} "
            f"BEGIN SELECT RAISE(ABORT, '{rule.words}'); END",
        ]
    row = "OLD" if rule.on == "delete" else "NEW"
    alone = f"PERFORM{rule.alone.removeprefix('SELECT')}; " if rule.alone else ""
    statements = _function(rule.name, f"{alone}IF {rule.when or 'true'} THEN {_refuse(rule.words)} END IF; RETURN {row};")
    statements += _trigger(rule.name, rule.table, rule.on, "ROW", rule.name)
    if rule.on == "delete":
        statements += _function(f"{rule.table}_no_truncate", _refuse(rule.words))
        statements += _trigger(f"{rule.table}_no_truncate", rule.table, "truncate", "STATEMENT", f"{rule.table}_no_truncate")
    return statements


def _refuse(words: str) -> str:
    return f"RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation';"


def _function(name: str, body: str) -> list[str]:
    return [f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"]


def _trigger(name: str, table: str, on: str, each: str, function: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {on.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {function}()",
    ]
