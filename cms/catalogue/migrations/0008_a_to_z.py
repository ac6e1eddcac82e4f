"""The place of a service in A–Z, in a column with an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0007_services_of_notices")]

    operations = [
        migrations.AddField(
            model_name="servicepage",
            name="sort_key",
            field=models.CharField(editable=False, max_length=255, null=True),
        ),
        migrations.AddIndex(
            model_name="servicepage",
            index=models.Index(
                condition=models.Q(("sort_key__isnull", False)),
                fields=["sort_key", "page_ptr"],
                name="service_a_to_z",
            ),
        ),
    ]
