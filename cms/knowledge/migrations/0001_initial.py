"""Tables of the search index: entries, their partners, the lexicon's versions."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveBigIntegerField(unique=True)),
                ("token", models.CharField(max_length=32)),
                ("service_id", models.BigIntegerField(blank=True, null=True)),
                ("public", models.TextField(blank=True)),
                ("agent", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "change of the search index",
                "verbose_name_plural": "changes of the search index",
            },
        ),
        migrations.CreateModel(
            name="Index",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("generation", models.PositiveIntegerField(default=0)),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("token", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "verbose_name": "search index",
                "verbose_name_plural": "search index",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.CharField(
                        choices=[("public", "public"), ("agent", "agents")], max_length=10, verbose_name="audience"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=32)),
                ("digest", models.CharField(max_length=32)),
                ("slug", models.CharField(max_length=255)),
                ("title", models.CharField(max_length=255, verbose_name="title")),
                ("everyday_title", models.CharField(blank=True, max_length=120, verbose_name="everyday title")),
                ("teaser", models.CharField(blank=True, max_length=250, verbose_name="teaser")),
                ("record", models.TextField()),
                ("words", models.TextField()),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.servicepage",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "search entry",
                "verbose_name_plural": "search entries",
            },
        ),
        migrations.CreateModel(
            name="EntryPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("offered", models.BooleanField(default=True, verbose_name="is offered")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partners",
                        to="knowledge.entry",
                        verbose_name="entry",
                    ),
                ),
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
                "verbose_name": "partner of a search entry",
                "verbose_name_plural": "partners of search entries",
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.CharField(
                        choices=[("public", "public"), ("agent", "agents")], max_length=10, verbose_name="audience"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("version", models.PositiveBigIntegerField()),
                ("lexicon", models.BinaryField()),
            ],
            options={
                "verbose_name": "lexicon",
                "verbose_name_plural": "lexicons",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("audience", "generation"), name="one_lexicon_per_audience_and_generation"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["service", "generation"], name="entry_of_service"),
        ),
        migrations.AddConstraint(
            model_name="entrypartner",
            constraint=models.UniqueConstraint(fields=("entry", "partner"), name="entry_names_a_partner_once"),
        ),
    ]
