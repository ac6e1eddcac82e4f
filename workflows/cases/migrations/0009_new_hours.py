"""Promises that fall outside changed hours, and what leads decided about them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_absences"),
        ("catalogue", "0011_planned_ends"),
        ("citizens", "0001_initial"),
        ("organisation", "0010_colleagues_need_no_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PromiseDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("promised_at", models.DateTimeField(verbose_name="promised before")),
                (
                    "new_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty if the promise stays.", null=True, verbose_name="new date"
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="decided")),
            ],
            options={
                "verbose_name": "decision about a promise",
                "verbose_name_plural": "decisions about promises",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="promise_in_doubt",
            field=models.DateTimeField(
                blank=True,
                help_text="Its moment lies outside service hours now; a lead decides what becomes of it.",
                null=True,
                verbose_name="promise in doubt since",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("promise_in_doubt__isnull", False)),
                fields=["department", "promised_at"],
                name="case_promise_in_doubt",
            ),
        ),
        migrations.AddField(
            model_name="promisedecision",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="promisedecision",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="promise_decisions",
                to="cases.case",
                verbose_name="case",
            ),
        ),
    ]
