"""An employment can end today, at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_screens")]

    operations = [
        migrations.AddField(
            model_name="employment",
            name="ended_at",
            field=models.DateTimeField(blank=True, help_text="ended before the day was over, by hand", null=True),
        ),
        migrations.AddField(
            model_name="employment",
            name="end_reason",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
