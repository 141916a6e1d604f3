"""What a constraint cannot say on both databases: one list of triggers, made again after every migration.

SQLite drops triggers when a migration rebuilds a table, hence `post_migrate` (design.md §3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of `table` may not be `on` (insert, update, delete) when the condition holds; the database refuses with `words`.

    The condition is SQL that SQLite and PostgreSQL both read; NEW and OLD name the row.
    """

    name: str
    table: str
    on: str
    when: str
    words: str


def _overlap(table: str, same: str, name: str, words: str) -> list[Rule]:
    """No two rows with the `same` columns may share a day."""
    keys = " AND ".join(f"other.{column} = NEW.{column}" for column in same.split())
    when = (
        f"EXISTS (SELECT 1 FROM {table} other WHERE {keys} AND other.id <> COALESCE(NEW.id, -1) "
        "AND other.valid_from <= COALESCE(NEW.valid_until, '9999-12-31') AND COALESCE(other.valid_until, '9999-12-31') >= NEW.valid_from)"
    )
    return [Rule(f"{name}_{on}", table, on, when, words) for on in ("insert", "update")]


def _never_together(one: str, other: str) -> list[Rule]:
    """No person holds both roles on the same day."""
    when = (
        f"NEW.ended_at IS NULL AND NEW.role IN ('{one}', '{other}') AND EXISTS (SELECT 1 FROM access_appointment a WHERE a.person_id = NEW.person_id "
        f"AND a.id <> COALESCE(NEW.id, -1) AND a.ended_at IS NULL AND a.role IN ('{one}', '{other}') AND a.role <> NEW.role "
        "AND a.valid_from <= COALESCE(NEW.valid_until, '9999-12-31') AND COALESCE(a.valid_until, '9999-12-31') >= NEW.valid_from)"
    )
    name = f"never_{one}_and_{other}".replace("-", "_")
    return [Rule(f"{name}_{on}", "access_appointment", on, when, f"never together: {one} and {other}") for on in ("insert", "update")]


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
        "NEW.institution_id <> OLD.institution_id OR NEW.channel <> OLD.channel OR NEW.service_id <> OLD.service_id OR NEW.reference <> OLD.reference",
        "addressee, channel, service and reference of a delivery never change",
    ),
    Rule("a_delivery_is_never_deleted", "delivery_delivery", "delete", "", "deliveries are withdrawn, never deleted"),
    Rule(
        "first_opened_once",
        "delivery_delivery",
        "update",
        "OLD.first_opened_at IS NOT NULL AND NEW.first_opened_at IS NULL",
        "an opening is never undone",
    ),
    Rule(
        "a_file_never_changes",
        "delivery_deliveryfile",
        "update",
        "NEW.sha256 <> OLD.sha256 OR NEW.blob_id <> OLD.blob_id OR NEW.delivery_id <> OLD.delivery_id",
        "what was sent never changes",
    ),
    Rule(
        "no_item_waits_in_a_closed_run",
        "delivery_runitem",
        "update",
        "NEW.outcome = 'waiting' AND EXISTS (SELECT 1 FROM delivery_run r WHERE r.id = NEW.run_id AND r.closed_at IS NOT NULL)",
        "no item waits in a closed run",
    ),
    Rule(
        "no_item_is_added_waiting_to_a_closed_run",
        "delivery_runitem",
        "insert",
        "NEW.outcome = 'waiting' AND EXISTS (SELECT 1 FROM delivery_run r WHERE r.id = NEW.run_id AND r.closed_at IS NOT NULL)",
        "no item waits in a closed run",
    ),
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
    Rule("a_used_code_stays_used", "identity_cardcode", "update", "OLD.used_at IS NOT NULL AND NEW.used_at IS NULL", "a code opens once"),
    Rule(
        "a_revoked_card_stays_revoked",
        "identity_codecard",
        "update",
        "OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS NULL",
        "a revoked card stays revoked",
    ),
    Rule("an_ended_grant_stays_ended", "access_grant", "update", "OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL", "an ended grant stays ended"),
    Rule(
        "an_ended_mandate_stays_ended",
        "access_mandate",
        "update",
        "OLD.ended_at IS NOT NULL AND NEW.ended_at IS NULL",
        "an ended mandate stays ended",
    ),
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
    if connection.vendor == "postgresql" and "audit_event" in tables:
        statements += _no_truncate("audit_event") + _no_truncate("audit_eventtext")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _statements(rule: Rule, vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {rule.name}",
            f"CREATE TRIGGER {rule.name} BEFORE {rule.on.upper()} ON {rule.table} FOR EACH ROW WHEN {rule.when or '1=1'} "
            f"BEGIN SELECT RAISE(ABORT, '{rule.words}'); END",
        ]
    row = "OLD" if rule.on == "delete" else "NEW"
    return [
        f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {rule.when or 'true'} THEN RAISE EXCEPTION '{rule.words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$",
        f"DROP TRIGGER IF EXISTS {rule.name} ON {rule.table}",
        f"CREATE TRIGGER {rule.name} BEFORE {rule.on.upper()} ON {rule.table} FOR EACH ROW EXECUTE FUNCTION {rule.name}()",
    ]


def _no_truncate(table: str) -> list[str]:
    name = f"{table}_no_truncate"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]
