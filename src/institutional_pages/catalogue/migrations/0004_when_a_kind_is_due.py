"""The monthly lists are made on the first Sunday after their month, so at the latest seven days after it."""

from django.db import migrations, models

FIRST_SUNDAY_AT_THE_LATEST = 7


def fill(apps, schema_editor):
    apps.get_model("catalogue", "Kind").objects.filter(period="month").update(due_after_days=FIRST_SUNDAY_AT_THE_LATEST)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_gate_of_services")]

    operations = [
        migrations.AddField(
            "kind",
            "due_after_days",
            models.PositiveSmallIntegerField(
                blank=True,
                help_text="it is usually published within so many days after its month; empty: nobody expects it on a day",
                null=True,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
