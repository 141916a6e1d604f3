"""Associations of centres and other social institutions have a page, too (S13)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0003_required_means'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='institution',
            name='a_centre_has_one_channel',
        ),
        migrations.AlterField(
            model_name='institution',
            name='type',
            field=models.CharField(choices=[('centre', 'Centre'), ('association', 'Association'), ('other', 'Other'), ('ministry', 'Ministry')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='institution',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('type', 'ministry'), _negated=True), ('channel__in', ['paper', 'electronic'])), models.Q(('channel', ''), ('type', 'ministry')), _connector='OR'), name='a_centre_has_one_channel'),
        ),
    ]
