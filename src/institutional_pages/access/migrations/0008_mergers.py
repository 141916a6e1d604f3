"""Mergers of centres are proposed and confirmed, too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_more_network_proposals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='proposal',
            name='kind',
            field=models.CharField(choices=[('appoint', 'Appoint'), ('end-appointment', 'End Appointment'), ('add-range', 'Add Range'), ('end-range', 'End Range'), ('open-centre', 'Open Centre'), ('report-only', 'Report Only'), ('add-use', 'Add Use'), ('end-use', 'End Use'), ('merge', 'Merge')], max_length=20),
        ),
    ]
