"""The tables this app begins with."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="RecurringRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("schedule", models.CharField(max_length=60, verbose_name="schedule")),
                (
                    "known_since",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="known since"),
                ),
                ("next_run", models.DateTimeField(verbose_name="due")),
                ("last_started", models.DateTimeField(blank=True, null=True, verbose_name="last started")),
                ("last_finished", models.DateTimeField(blank=True, null=True, verbose_name="last finished")),
            ],
            options={
                "verbose_name": "recurring job",
                "verbose_name_plural": "recurring jobs",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("lanes", models.CharField(max_length=200, verbose_name="lanes")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="started")),
                (
                    "last_seen",
                    models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name="last seen"),
                ),
                ("failing_loops", models.JSONField(blank=True, default=list, verbose_name="failing loops")),
            ],
            options={
                "verbose_name": "worker",
                "verbose_name_plural": "workers",
                "ordering": ["-last_seen"],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("lane", models.CharField(max_length=20, verbose_name="lane")),
                ("key", models.CharField(blank=True, max_length=200, verbose_name="key")),
                ("payload", models.JSONField(blank=True, default=dict, verbose_name="payload")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("running", "running"), ("set_aside", "set aside")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="created"),
                ),
                ("run_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="not before")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("again", models.BooleanField(default=False, verbose_name="once more")),
                ("leased_by", models.CharField(blank=True, max_length=120, verbose_name="taken by")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="taken until")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
            ],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["lane", "run_at", "id"], name="job_to_take"
                    ),
                    models.Index(condition=models.Q(("state", "running")), fields=["lease_until"], name="job_running"),
                    models.Index(condition=models.Q(("state", "set_aside")), fields=["id"], name="job_set_aside"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("key", ""), _negated=True), ("state__in", ["waiting", "running"])),
                        fields=("name", "key"),
                        name="job_key_once_while_unfinished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "running"),
                                ("lease_until__isnull", False),
                                models.Q(("leased_by", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "running"), _negated=True),
                                ("lease_until__isnull", True),
                                ("leased_by", ""),
                            ),
                            _connector="OR",
                        ),
                        name="job_is_leased_exactly_while_running",
                    ),
                ],
            },
        ),
    ]
