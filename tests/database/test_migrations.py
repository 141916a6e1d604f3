"""Migrations say all that the models say, and the rules outlive a table that is built again."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.migrations.recorder import MigrationRecorder

from institutional_pages.config.database_rules import missing_rules
from institutional_pages.delivery import migrations
from tests.database.attempts import ATTEMPTS


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_every_rule_stands_after_the_migrations():
    assert missing_rules() == []


def test_the_rules_stand_again_after_an_app_is_migrated_back_and_forth(committed_database):
    call_command("migrate", "mailbox", "zero", verbosity=0)
    call_command("migrate", verbosity=0)

    assert missing_rules() == []


def test_the_rules_outlive_a_table_that_a_migration_builds_again(committed_database, rebuilding_migration):
    call_command("migrate", "delivery", verbosity=0)

    assert "longer_name" in _applied("delivery")
    assert missing_rules() == []
    with pytest.raises(IntegrityError):
        ATTEMPTS["no_item_waits_in_a_closed_run_insert"]()


def test_a_server_learns_that_a_rule_is_gone(committed_database):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER audit_event_no_update{'' if connection.vendor == 'sqlite' else ' ON audit_event'}")

    assert missing_rules() == ["audit_event_no_update"]


@pytest.fixture
def rebuilding_migration(committed_database, tmp_path, settings, monkeypatch):
    """One more migration of `delivery`, which makes SQLite build the table of runs again; triggers of other tables name that table."""
    package = tmp_path / "migrations_and_one_more"
    package.mkdir()
    (package / "__init__.py").write_text(f"__path__ = [*__path__, *{list(migrations.__path__)!r}]\n")
    (package / "longer_name.py").write_text(
        "from django.db import migrations, models\n"
        "class Migration(migrations.Migration):\n"
        f"    dependencies = [('delivery', '{max(_applied('delivery'))}')]\n"
        "    operations = [migrations.AlterField('run', 'name', models.CharField(max_length=300))]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"delivery": package.name}


def _applied(app: str) -> list[str]:
    return [name for label, name in MigrationRecorder(connection).applied_migrations() if label == app]
