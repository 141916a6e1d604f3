"""The holder of an eID card, by a keyed hash."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0006_second_factors'),
    ]

    operations = [
        migrations.CreateModel(
            name='EidCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holder', models.CharField(help_text='keyed hash; the number itself is kept nowhere', max_length=64)),
                ('added_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eid_cards', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('person',), name='one_eid_per_person'), models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('holder',), name='an_eid_names_one_person')],
            },
        ),
    ]
