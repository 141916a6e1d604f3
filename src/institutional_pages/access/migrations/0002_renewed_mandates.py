"""A mandate may be renewed before it ends: the next one is on its way while the other stands."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_initial'),
        ('institutions', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='mandate',
            name='one_open_mandate_per_holder',
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('enabled_at', None), ('ended_at', None)), fields=('institution', 'holder'), name='one_mandate_on_its_way_per_holder'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('enabled_at__isnull', False), ('ended_at', None)), fields=('institution', 'holder'), name='one_enabled_mandate_per_holder'),
        ),
    ]
