"""Holders of a federation beside those of eID cards, and passkeys."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0007_eid_card'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='eidcard', name='one_eid_per_person'),
        migrations.RemoveConstraint(model_name='eidcard', name='an_eid_names_one_person'),
        migrations.RenameModel(old_name='EidCard', new_name='Holder'),
        migrations.AddField(
            model_name='holder',
            name='kind',
            field=models.CharField(choices=[('eid', 'Eid'), ('federation', 'Federation')], default='eid', max_length=10),
        ),
        migrations.AlterField(
            model_name='holder',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holders', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='holder',
            constraint=models.UniqueConstraint(condition=Q(removed_at=None), fields=('person', 'kind'), name='one_holder_per_person_and_kind'),
        ),
        migrations.AddConstraint(
            model_name='holder',
            constraint=models.UniqueConstraint(condition=Q(removed_at=None), fields=('kind', 'holder'), name='a_holder_names_one_person'),
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='what its owner calls it', max_length=60)),
                ('credential', models.CharField(help_text='identifier that the device chose, base64url (at most 1,023 bytes)', max_length=1400)),
                ('public_key', models.BinaryField(help_text='attested credential data as the device sent them')),
                ('uses', models.BigIntegerField(default=0, help_text='counter of the device at its last use; a lower one afterwards comes from a copy')),
                ('added_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=Q(removed_at=None), fields=('credential',), name='a_passkey_names_one_person')],
            },
        ),
    ]
