"""Remembers what programs have sent for a day, so that nothing is opened twice."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0006_case_types_in_the_editor"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="fingerprint of the key")),
                ("content", models.CharField(max_length=64, verbose_name="fingerprint of what was sent")),
                (
                    "sent_at",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="sent"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        help_text="Empty only inside the transaction that opens it.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "concern sent by a program",
                "verbose_name_plural": "concerns sent by programs",
            },
        ),
    ]
