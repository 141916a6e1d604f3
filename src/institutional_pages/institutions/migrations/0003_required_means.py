"""By which means the people of a centre sign in."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0002_open_until'),
    ]

    operations = [
        migrations.AddField(
            model_name='institution',
            name='required_means',
            field=models.JSONField(blank=True, default=list, help_text='with one of these people sign in who open the page; empty: any'),
        ),
    ]
