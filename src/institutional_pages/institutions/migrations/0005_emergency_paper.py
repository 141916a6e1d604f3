"""A centre that has switched may get paper for some days."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0004_other_institutions'),
    ]

    operations = [
        migrations.AddField(
            model_name='institution',
            name='paper_until',
            field=models.DateField(blank=True, help_text='in an emergency its documents go on paper up to this day, though it has switched', null=True),
        ),
    ]
