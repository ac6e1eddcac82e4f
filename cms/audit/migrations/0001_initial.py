"""The tables this app begins with."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="at"),
                ),
                (
                    "actor_kind",
                    models.CharField(
                        choices=[
                            ("person", "person"),
                            ("citizen", "citizen"),
                            ("system", "system"),
                            ("token", "API token"),
                        ],
                        max_length=10,
                        verbose_name="actor",
                    ),
                ),
                ("actor_key", models.CharField(blank=True, max_length=64, verbose_name="actor's key")),
                ("verb", models.CharField(max_length=64, verbose_name="what happened")),
                ("object_type", models.CharField(max_length=64, verbose_name="kind of object")),
                ("object_key", models.CharField(max_length=64, verbose_name="object's key")),
                ("old", models.JSONField(blank=True, default=dict, verbose_name="before")),
                ("new", models.JSONField(blank=True, default=dict, verbose_name="after")),
            ],
            options={
                "verbose_name": "audit event",
                "verbose_name_plural": "audit events",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["object_type", "object_key", "-at"], name="event_of_object"),
                    models.Index(fields=["actor_kind", "actor_key", "-at"], name="event_of_actor"),
                ],
            },
        ),
    ]
