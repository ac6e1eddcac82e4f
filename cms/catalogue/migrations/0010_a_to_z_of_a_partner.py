"""The index of A–Z with what decides who offers a service."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0009_live_services_in_order")]

    operations = [
        migrations.RemoveIndex(model_name="servicepage", name="service_a_to_z"),
        migrations.AddIndex(
            model_name="servicepage",
            index=models.Index(
                condition=models.Q(("sort_key__isnull", False)),
                fields=["sort_key", "page_ptr", "responsibility", "is_not_ours"],
                name="service_a_to_z",
            ),
        ),
    ]
