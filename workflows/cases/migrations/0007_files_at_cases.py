"""Files at cases, and those that wait for their form."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import workflows.cases.file_models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_case_types_in_the_editor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(blank=True, max_length=40, verbose_name="answers the question")),
                (
                    "handle",
                    models.CharField(
                        default=workflows.cases.file_models.new_handle,
                        max_length=32,
                        unique=True,
                        verbose_name="handle",
                    ),
                ),
                ("stored", models.CharField(max_length=80, unique=True, verbose_name="lies under")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("jpg", "picture (JPEG)"),
                            ("png", "picture (PNG)"),
                            ("webp", "picture (WebP)"),
                            ("heic", "picture (HEIC)"),
                        ],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("citizen_sees", models.BooleanField(default=True, verbose_name="the citizen sees it")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="added")),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty if it was the citizen.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="files",
                        to="cases.message",
                        verbose_name="came with",
                    ),
                ),
            ],
            options={
                "verbose_name": "file at a case",
                "verbose_name_plural": "files at cases",
                "ordering": ["added_at", "pk"],
                "indexes": [
                    models.Index(condition=models.Q(("case__isnull", True)), fields=["added_at"], name="file_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("case__isnull", False), ("message__isnull", True), _connector="OR"),
                        name="file_of_a_message_is_at_its_case",
                    )
                ],
            },
        ),
    ]
