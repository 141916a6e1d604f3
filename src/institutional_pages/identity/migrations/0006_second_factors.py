"""Second factors beside the code card; sessions that are found by their person. The old table of sessions goes: everybody signs in once more."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0005_failures_of_a_source'),
    ]

    operations = [
        migrations.RunSQL('DROP TABLE IF EXISTS django_session', migrations.RunSQL.noop),
        migrations.CreateModel(
            name='CodeApp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('master_key', models.CharField(help_text='name of the master key that wraps the secret', max_length=63)),
                ('wrapped_secret', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, help_text='from then on it opens: its owner has typed a code of it', null=True)),
                ('last_step', models.BigIntegerField(default=0, help_text='half minute of the last code that opened: it never opens again')),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='codecard',
            name='one_standing_code_card_per_person',
        ),
        migrations.AddField(
            model_name='codecard',
            name='kind',
            field=models.CharField(choices=[('token', 'Token'), ('recovery', 'Recovery')], default='token', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='codecard',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('person', 'kind'), name='one_standing_code_card_per_person'),
        ),
        migrations.AddField(
            model_name='codeapp',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='code_apps', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='session',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='codeapp',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('person',), name='one_code_app_per_person'),
        ),
    ]
