"""The tables this app begins with."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("viewflow", "0015_task_scheduled"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("reference", models.CharField(max_length=16, unique=True, verbose_name="case number")),
                ("code_hash", models.CharField(max_length=128, verbose_name="fingerprint of the code")),
                (
                    "channel",
                    models.CharField(
                        choices=[("web", "web"), ("phone", "telephone"), ("counter", "counter")],
                        max_length=10,
                        verbose_name="came in by",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "in progress"), ("answered", "answered")],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("concern", models.TextField(max_length=4000, verbose_name="concern")),
                (
                    "answers",
                    models.JSONField(blank=True, default=dict, verbose_name="answers to the questions"),
                ),
                (
                    "reply_channel",
                    models.CharField(
                        choices=[
                            ("email", "by email"),
                            ("phone", "by telephone"),
                            ("letter", "by letter"),
                            ("none", "on the status page only"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="answer wanted",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="opened")),
                ("promised_at", models.DateTimeField(verbose_name="answer promised by")),
                ("promise_reasons", models.JSONField(default=list, verbose_name="why this moment")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="step")),
                ("draft_answer", models.TextField(blank=True, verbose_name="draft of the answer")),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "ordering": ["promised_at"],
            },
        ),
        migrations.CreateModel(
            name="CaseType",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("slug", models.SlugField(unique=True, verbose_name="short name")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("is_active", models.BooleanField(default=True, verbose_name="can be opened")),
            ],
            options={
                "verbose_name": "case type",
                "verbose_name_plural": "case types",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="CaseTypeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("definition", models.JSONField(verbose_name="definition")),
                (
                    "released_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="released"),
                ),
            ],
            options={
                "verbose_name": "version of a case type",
                "verbose_name_plural": "versions of case types",
                "ordering": ["case_type", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("remind", "remind"), ("escalate", "escalate")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("fired_at", models.DateTimeField(blank=True, null=True, verbose_name="fired")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("error", models.CharField(blank=True, max_length=120, verbose_name="last error")),
            ],
            options={
                "verbose_name": "deadline",
                "verbose_name_plural": "deadlines",
                "ordering": ["due_at"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("answer", "answer"), ("rejection", "why the draft was sent back")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(max_length=8000, verbose_name="text")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written"),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("step", models.CharField(max_length=20, verbose_name="step")),
                (
                    "function",
                    models.CharField(
                        choices=[("member", "member"), ("lead", "lead")],
                        default="member",
                        max_length=10,
                        verbose_name="falls to",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="arrived"),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("outcome", models.CharField(blank=True, max_length=20, verbose_name="outcome")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded")),
                ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="escalated")),
            ],
            options={
                "verbose_name": "work item",
                "verbose_name_plural": "work items",
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CaseProcess",
            fields=[],
            options={
                "verbose_name": "course of a case",
                "verbose_name_plural": "courses of cases",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("viewflow.process",),
        ),
    ]
