"""Notices: short-lived news that everybody sees."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_local_page_names_its_partner"),
        ("organisation", "0003_register_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "text",
                    models.CharField(
                        help_text="One or two sentences, for example “Die Zulassungsstelle ist heute ab 12 Uhr geschlossen.”",
                        max_length=300,
                        verbose_name="notice",
                    ),
                ),
                (
                    "text_en",
                    models.CharField(
                        blank=True,
                        help_text="Empty: English readers see the German text.",
                        max_length=300,
                        verbose_name="notice in English",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                (
                    "ends_at",
                    models.DateTimeField(
                        help_text="From this moment on nobody sees it any more.", verbose_name="until"
                    ),
                ),
                (
                    "banner",
                    models.BooleanField(
                        default=False,
                        help_text="On top of every page of the town hall, not only on those below.",
                        verbose_name="as a banner",
                    ),
                ),
                (
                    "departments",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Shown on the pages of the department, of what belongs to it, its offices and their services.",
                        related_name="notices",
                        to="organisation.department",
                        verbose_name="departments",
                    ),
                ),
                (
                    "offices",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Shown on the pages of the office, its building and its services.",
                        related_name="notices",
                        to="organisation.office",
                        verbose_name="offices",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: in the town halls of all partners.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        blank=True, related_name="notices", to="catalogue.servicepage", verbose_name="services"
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["-starts_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="notice_ends_after_its_start",
                        violation_error_message="The end must lie after the start.",
                    )
                ],
            },
        ),
    ]
