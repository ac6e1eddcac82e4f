"""Which responsibilities were mapped anew and have services that the index does not have yet as they are now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0006_kinds")]

    operations = [
        migrations.CreateModel(
            name="Remap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_service", models.BigIntegerField(default=0)),
                (
                    "responsibility",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.responsibility",
                        verbose_name="responsibility",
                    ),
                ),
            ],
            options={
                "verbose_name": "services of a responsibility to be written",
                "verbose_name_plural": "services of responsibilities to be written",
            },
        ),
    ]
