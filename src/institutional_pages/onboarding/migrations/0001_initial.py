"""Applications, their forms, conditions, services and contacts."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0004_when_a_kind_is_due'),
        ('institutions', '0004_other_institutions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('arrival', models.CharField(choices=[('web', 'Web'), ('mail', 'Mail'), ('phone', 'Phone'), ('post', 'Post'), ('fax', 'Fax')], max_length=5)),
                ('received_on', models.DateField()),
                ('caller', models.CharField(blank=True, help_text='who called or wrote, where the Security Cell opened it for the centre', max_length=120)),
                ('capacity', models.CharField(blank=True, help_text='as what: president, secretary, consultant, administrator', max_length=14)),
                ('opened_at', models.DateTimeField()),
                ('designation_on', models.DateField(help_text='day on which the designation of the administrator was in with both signatures', null=True)),
                ('registration_on', models.DateField(help_text='day on which the registration for user management was in with both signatures', null=True)),
                ('asked_at', models.DateTimeField(help_text='the centre was asked for what is missing, and nothing has come since', null=True)),
                ('asked', models.JSONField(default=list, help_text='codes of what it was asked for')),
                ('needs_help', models.BooleanField(default=False)),
                ('follow_up_on', models.DateField(blank=True, null=True)),
                ('decision', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], max_length=9)),
                ('decided_at', models.DateTimeField(null=True)),
                ('reasons', models.TextField(blank=True, max_length=2000)),
                ('switched_at', models.DateTimeField(null=True)),
                ('documents_before', models.PositiveIntegerField(default=0, help_text='documents on the page at the switch: it is undone only while there are no more')),
                ('version', models.PositiveIntegerField(default=0, help_text='grows with every change by the Security Cell: nobody decides on what another has just changed')),
                ('changed_at', models.DateTimeField(null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='institutions.institution')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('means', models.CharField(choices=[('web', 'Web'), ('mail', 'Mail'), ('phone', 'Phone'), ('post', 'Post'), ('fax', 'Fax')], max_length=5)),
                ('who', models.CharField(max_length=120)),
                ('note', models.TextField(max_length=2000)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='onboarding.application')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Examined',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('condition', models.CharField(choices=[('network', 'Network'), ('administrator', 'Administrator'), ('email', 'Email'), ('readers', 'Readers'), ('coverage', 'Coverage')], max_length=13)),
                ('holds', models.BooleanField()),
                ('evidence', models.CharField(blank=True, max_length=500)),
                ('examined_at', models.DateTimeField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='examined', to='onboarding.application')),
                ('examined_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Readiness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ready_from', models.DateField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='onboarding.application')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.service')),
            ],
        ),
        migrations.CreateModel(
            name='SignedForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('designation', 'Designation'), ('registration', 'Registration')], max_length=12)),
                ('arrival', models.CharField(choices=[('web', 'Web'), ('mail', 'Mail'), ('phone', 'Phone'), ('post', 'Post'), ('fax', 'Fax')], max_length=5)),
                ('president', models.CharField(blank=True, help_text='name of the President who signed; empty: not signed on that side', max_length=160)),
                ('secretary', models.CharField(blank=True, max_length=160)),
                ('received_on', models.DateField(help_text='of the last signature')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forms', to='onboarding.application')),
                ('checked_by', models.ForeignKey(help_text='of the Security Cell; none: signed here', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(condition=models.Q(('decision', ''), ('switched_at', None)), fields=['received_on'], name='application_to_decide'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(condition=models.Q(('decision__in', ['', 'accepted']), ('switched_at', None)), fields=('institution',), name='one_open_application_per_institution'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'accepted'), _negated=True), models.Q(('designation_on__isnull', False), ('registration_on__isnull', False)), _connector='OR'), name='accepted_only_with_both_forms'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('switched_at', None), ('decision', 'accepted'), _connector='OR'), name='switched_only_when_accepted'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decision', '')), models.Q(models.Q(('decision', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='decided_at_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='examined',
            constraint=models.UniqueConstraint(fields=('application', 'condition'), name='a_condition_is_examined_once_in_an_application'),
        ),
        migrations.AddConstraint(
            model_name='readiness',
            constraint=models.UniqueConstraint(fields=('application', 'service'), name='a_service_confirms_an_application_once'),
        ),
        migrations.AddConstraint(
            model_name='readiness',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None), ('ready_from', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), ('ready_from__isnull', False)), _connector='OR'), name='confirmed_by_somebody_from_a_day'),
        ),
        migrations.AddConstraint(
            model_name='signedform',
            constraint=models.UniqueConstraint(fields=('application', 'form'), name='a_form_stands_once_in_an_application'),
        ),
    ]
