"""Text modules of partners and departments."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_new_hours"),
        ("organisation", "0010_colleagues_need_no_right"),
    ]

    operations = [
        migrations.CreateModel(
            name="TextModule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "title",
                    models.CharField(
                        help_text="As colleagues look for it; citizens never see it.",
                        max_length=80,
                        verbose_name="title",
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                (
                    "text_en",
                    models.TextField(
                        blank=True,
                        help_text="Taken for citizens who wrote in English; without it the German one is.",
                        max_length=4000,
                        verbose_name="text in English",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: for all departments of the partner.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="text_modules",
                        to="organisation.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="text_modules",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "text module",
                "verbose_name_plural": "text modules",
                "ordering": ["title", "pk"],
            },
        ),
    ]
