"""What was searched, for editors: rows without a person, sums, fingerprints of words nobody knows."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0007_remaps"),
        ("organisation", "0010_colleagues_need_no_right"),
    ]

    operations = [
        migrations.CreateModel(
            name="StrangeWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("days", models.PositiveSmallIntegerField(default=1)),
                ("last_day", models.DateField()),
            ],
            options={
                "verbose_name": "word that nobody knows",
                "verbose_name_plural": "words that nobody knows",
            },
        ),
        migrations.CreateModel(
            name="LoggedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "face",
                    models.CharField(
                        choices=[("citizen", "town hall"), ("agent", "service centre"), ("api", "programs")],
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                ("words", models.CharField(max_length=250, verbose_name="words")),
                ("strange", models.JSONField(blank=True, default=list)),
                ("hits", models.PositiveSmallIntegerField(verbose_name="hits")),
                ("unsure", models.BooleanField(verbose_name="unsure")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="rank of the hit that was opened",
                    ),
                ),
                ("ticket", models.CharField(blank=True, max_length=32, null=True, unique=True)),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "search",
                "verbose_name_plural": "searches",
                "indexes": [models.Index(fields=["day", "partner"], name="search_of_a_day")],
            },
        ),
        migrations.CreateModel(
            name="SearchSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "face",
                    models.CharField(
                        choices=[("citizen", "town hall"), ("agent", "service centre"), ("api", "programs")],
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                ("searches", models.PositiveIntegerField(verbose_name="searches")),
                ("without_hit", models.PositiveIntegerField(verbose_name="without a hit")),
                ("unsure", models.PositiveIntegerField(verbose_name="unsure")),
                ("opened", models.PositiveIntegerField(verbose_name="with a hit that was opened")),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "sum of searches",
                "verbose_name_plural": "sums of searches",
                "constraints": [
                    models.UniqueConstraint(fields=("day", "partner", "face"), name="one_sum_per_day_partner_and_face")
                ],
            },
        ),
    ]
