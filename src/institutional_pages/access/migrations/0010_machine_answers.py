"""What was answered to a machine that sent an Idempotency-Key."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0009_machine_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='MachineAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='as the machine sent it', max_length=200)),
                ('call', models.CharField(help_text='SHA-256 of method and address with its query', max_length=64)),
                ('content', models.CharField(blank=True, help_text='SHA-256 of the body; empty while the call is under way', max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('body', models.TextField(blank=True)),
                ('begun_at', models.DateTimeField()),
                ('machine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='access.machine')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('machine', 'key'), name='a_machine_uses_an_idempotency_key_once')],
            },
        ),
    ]
