"""Reading some of the bytes is on record as that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="opening",
            name="how",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("preview", "Preview"),
                    ("download", "Download"),
                    ("part", "Part"),
                    ("zip", "Zip"),
                    ("folder", "Folder"),
                    ("api", "Api"),
                ],
                max_length=10,
            ),
        )
    ]
