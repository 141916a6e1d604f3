"""What two people decide about secured networks: report-only, and which centre uses which."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0006_invitations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='proposal',
            name='kind',
            field=models.CharField(choices=[('appoint', 'Appoint'), ('end-appointment', 'End Appointment'), ('add-range', 'Add Range'), ('end-range', 'End Range'), ('open-centre', 'Open Centre'), ('report-only', 'Report Only'), ('add-use', 'Add Use'), ('end-use', 'End Use')], max_length=20),
        ),
    ]
