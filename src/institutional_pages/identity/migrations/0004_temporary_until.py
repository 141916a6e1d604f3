"""A temporary password has a last day."""

from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone


def from_today(apps, schema_editor):
    """Those handed out already get the whole time from now."""
    last = timezone.localdate() + timedelta(days=14)
    apps.get_model("identity", "Person").objects.filter(password_is_temporary=True).update(temporary_until=last)


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_employment_ended")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="temporary_until",
            field=models.DateField(blank=True, help_text="last day of the temporary password", null=True),
        ),
        migrations.RunPython(from_today, migrations.RunPython.noop),
    ]
