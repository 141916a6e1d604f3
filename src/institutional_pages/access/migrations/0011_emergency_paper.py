"""Emergency paper is proposed and confirmed by two."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0010_machine_answers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='proposal',
            name='kind',
            field=models.CharField(choices=[('appoint', 'Appoint'), ('end-appointment', 'End Appointment'), ('add-range', 'Add Range'), ('end-range', 'End Range'), ('open-centre', 'Open Centre'), ('report-only', 'Report Only'), ('add-use', 'Add Use'), ('end-use', 'End Use'), ('merge', 'Merge'), ('emergency-paper', 'Emergency Paper'), ('register-machine', 'Register Machine')], max_length=20),
        ),
    ]
