"""What changes a town hall leaves a row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0008_what_imports_brought")]

    operations = [
        migrations.CreateModel(
            name="TownHallChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a town hall",
                "verbose_name_plural": "changes of town halls",
            },
        ),
    ]
