"""The tables this app begins with."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("citizens", "0001_initial"),
        ("organisation", "0001_initial"),
        ("viewflow", "0015_task_scheduled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
        migrations.CreateModel(
            name="CaseTypeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("definition", models.JSONField(verbose_name="definition")),
                ("released_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="released")),
                (
                    "case_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="cases.casetype",
                        verbose_name="case type",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a case type",
                "verbose_name_plural": "versions of case types",
                "ordering": ["case_type", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("answers", models.JSONField(blank=True, default=dict, verbose_name="answers to the questions")),
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
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("open", "in progress"), ("answered", "answered")],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("delete_after", models.DateField(blank=True, null=True, verbose_name="text deleted after")),
                ("emptied_at", models.DateTimeField(blank=True, null=True, verbose_name="text deleted")),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0, verbose_name="wrong codes in a row")),
                ("locked_until", models.DateTimeField(blank=True, null=True, verbose_name="status page locked until")),
                (
                    "department",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="organisation.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "details",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="citizens.callerdetails",
                        verbose_name="caller details",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="catalogue.servicepage",
                        verbose_name="service",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="cases.casetypeversion",
                        verbose_name="version",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.caseprocess",
                        verbose_name="current course",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "ordering": ["promised_at"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("draft", "draft of the answer"),
                            ("answer", "answer"),
                            ("rejection", "why the draft was sent back"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=8000, verbose_name="text")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="cases.case",
                        verbose_name="case",
                    ),
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
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(help_text="The node of the flow.", max_length=20, verbose_name="step")),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="place of the step in the version"),
                ),
                (
                    "function",
                    models.CharField(
                        choices=[("member", "member"), ("lead", "lead")],
                        default="member",
                        max_length=10,
                        verbose_name="falls to",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="arrived")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("outcome", models.CharField(blank=True, max_length=20, verbose_name="outcome")),
                ("reminded_at", models.DateTimeField(blank=True, null=True, verbose_name="reminded")),
                ("escalated_at", models.DateTimeField(blank=True, null=True, verbose_name="escalated")),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_items",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="work_items",
                        to="cases.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_items",
                        to="organisation.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "escalated_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.department",
                        verbose_name="escalated to the lead of",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="work_item",
                        to="viewflow.task",
                        verbose_name="engine's task",
                    ),
                ),
            ],
            options={
                "verbose_name": "work item",
                "verbose_name_plural": "work items",
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("remind", "remind"), ("escalate", "escalate")], max_length=10, verbose_name="kind"
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("fired_at", models.DateTimeField(blank=True, null=True, verbose_name="fired")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("retry_at", models.DateTimeField(blank=True, null=True, verbose_name="not tried again before")),
                ("error", models.CharField(blank=True, max_length=120, verbose_name="last error")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="cases.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "deadline",
                "verbose_name_plural": "deadlines",
                "ordering": ["due_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="casetypeversion",
            constraint=models.UniqueConstraint(
                fields=("case_type", "number"), name="case_type_version_is_numbered_once"
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("assignee__isnull", True), ("done_at__isnull", True)),
                fields=["department", "function", "due_at", "id"],
                name="item_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["assignee", "due_at", "id"], name="item_mine"
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["due_at", "id"], name="item_open"
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["due_at"], name="deadline_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(fields=("item", "kind"), name="one_deadline_of_a_kind_per_item"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", True)),
                fields=["department", "promised_at"],
                name="case_open_by_promise",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("delete_after__isnull", False), ("emptied_at__isnull", True)),
                fields=["delete_after"],
                name="case_text_by_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="case_is_open_or_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delete_after__isnull", True), ("state", "open")),
                    models.Q(("state", "open"), _negated=True),
                    _connector="OR",
                ),
                name="case_text_stays_while_open",
            ),
        ),
    ]
