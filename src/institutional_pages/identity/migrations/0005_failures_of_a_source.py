"""Wrong passwords are counted by where they come from too, within a quarter of an hour."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0004_temporary_until")]

    operations = [
        migrations.AddField(
            model_name="signinfailures",
            name="counted_since",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name="signinfailures",
            name="login",
            field=models.CharField(help_text="keyed hash of the typed login, or of where it came from", max_length=64, primary_key=True, serialize=False),
        ),
    ]
