"""The yearly review of who can open a page, and the mandates that a new officer confirms."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_network_proposals'),
        ('institutions', '0002_open_until'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed_at', models.DateTimeField()),
                ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='access.mandate')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='access.officer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mandate', 'officer'), name='an_officer_confirms_a_mandate_once')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('prepared_at', models.DateTimeField()),
                ('digest', models.CharField(help_text='SHA-256 of the register, see `access/register.py`', max_length=64)),
                ('president_signed_at', models.DateTimeField(null=True)),
                ('secretary_signed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(help_text='signed by both, or overtaken by a newer register', null=True)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='institutions.institution')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('president_signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('secretary_signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('institution',), name='one_open_review_per_page'), models.CheckConstraint(condition=models.Q(('president_signed_by', None), ('secretary_signed_by', None), models.Q(('president_signed_by', models.F('secretary_signed_by')), _negated=True), _connector='OR'), name='the_signatures_of_a_review_are_of_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('president_signed_by', None), models.Q(('president_signed_by', models.F('prepared_by')), _negated=True), _connector='OR'), models.Q(('secretary_signed_by', None), models.Q(('secretary_signed_by', models.F('prepared_by')), _negated=True), _connector='OR')), name='nobody_signs_the_review_that_he_prepared'), models.CheckConstraint(condition=models.Q(models.Q(('president_signed_at__isnull', False), ('secretary_signed_at__isnull', False), _negated=True), ('ended_at__isnull', False), _connector='OR'), name='a_signed_review_has_ended')],
            },
        ),
    ]
