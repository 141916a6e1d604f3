"""An institution may let in who is outside its networks, until a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("institutions", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="networkuse",
            name="open_until",
            field=models.DateField(
                blank=True, help_text="until this day whoever is outside is let in at this institution, and on record", null=True
            ),
        ),
    ]
