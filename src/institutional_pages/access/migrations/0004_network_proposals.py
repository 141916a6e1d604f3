"""Changes to secured networks are proposed and confirmed as well; they are about nobody."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_proposals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='proposal',
            name='kind',
            field=models.CharField(choices=[('appoint', 'Appoint'), ('end-appointment', 'End Appointment'), ('add-range', 'Add Range'), ('end-range', 'End Range'), ('open-centre', 'Open Centre')], max_length=20),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='person',
            field=models.ForeignKey(help_text='whom it is about, if anybody', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
