"""Keys and tokens of machines, which are registered by two people."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_mergers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name='machine',
            name='key_hash',
        ),
        migrations.RemoveField(
            model_name='machine',
            name='key_prefix',
        ),
        migrations.AlterField(
            model_name='proposal',
            name='kind',
            field=models.CharField(choices=[('appoint', 'Appoint'), ('end-appointment', 'End Appointment'), ('add-range', 'Add Range'), ('end-range', 'End Range'), ('open-centre', 'Open Centre'), ('report-only', 'Report Only'), ('add-use', 'Add Use'), ('end-use', 'End Use'), ('merge', 'Merge'), ('register-machine', 'Register Machine')], max_length=20),
        ),
        migrations.CreateModel(
            name='MachineKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(help_text='the part by which people and the log tell keys apart', max_length=8, unique=True)),
                ('hash', models.CharField(help_text='SHA-256 of the whole key', max_length=64)),
                ('made_at', models.DateTimeField()),
                ('valid_until', models.DateField(help_text='last day, inclusive')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_used_at', models.DateTimeField(null=True)),
                ('last_used_from', models.CharField(blank=True, help_text='address', max_length=45)),
                ('machine', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='access.machine')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='MachineToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(help_text='SHA-256 of the token', max_length=64, unique=True)),
                ('ends_at', models.DateTimeField()),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='access.machinekey')),
            ],
        ),
    ]
