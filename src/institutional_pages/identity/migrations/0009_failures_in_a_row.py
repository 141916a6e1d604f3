"""How many wrong passwords of a login came in a row."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0008_holders_and_passkeys'),
    ]

    operations = [
        migrations.AddField(
            model_name='signinfailures',
            name='in_a_row',
            field=models.PositiveIntegerField(default=0, help_text='since the last right one; at a hundred nothing is tried any more'),
        ),
    ]
