"""The tables this app begins with."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0009_live_services_in_order"),
        ("organisation", "0010_colleagues_need_no_right"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField(unique=True, verbose_name="key of the case")),
                ("case_type", models.SlugField(db_index=False, verbose_name="case type")),
                ("channel", models.CharField(max_length=10, verbose_name="came in by")),
                ("outcome", models.CharField(max_length=12, verbose_name="outcome")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("promised_at", models.DateTimeField(verbose_name="answer promised by")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("times_reopened", models.PositiveSmallIntegerField(default=0, verbose_name="times reopened")),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalogue.servicepage",
                        verbose_name="service",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalogue.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "figures of a case",
                "verbose_name_plural": "figures of cases",
                "indexes": [models.Index(fields=["partner", "opened_at"], name="figure_by_partner")],
            },
        ),
    ]
