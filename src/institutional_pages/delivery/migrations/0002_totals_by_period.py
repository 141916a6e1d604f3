"""The totals of a page also by period: the months of its filter are read from them."""

from django.db import migrations, models
from django.db.models import Count


def count_anew(apps, schema_editor):
    """Every total from the deliveries themselves."""
    Delivery, PageTotal = apps.get_model("delivery", "Delivery"), apps.get_model("delivery", "PageTotal")
    PageTotal.objects.all().delete()
    counted = Delivery.objects.filter(channel="electronic").order_by().values("page_id", "law_id", "kind_id", "period").annotate(total=Count("pk"))
    PageTotal.objects.bulk_create([PageTotal(**facts) for facts in counted.iterator()], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial")]

    operations = [
        migrations.AddField("pagetotal", "period", models.CharField(blank=True, default="", help_text="as in the delivery", max_length=7)),
        migrations.RemoveConstraint("pagetotal", "one_total_per_page_law_and_kind"),
        migrations.AddConstraint(
            "pagetotal",
            models.UniqueConstraint(fields=("page", "law", "kind", "period"), name="one_total_per_page_law_kind_and_period"),
        ),
        migrations.RunPython(count_anew),
    ]
