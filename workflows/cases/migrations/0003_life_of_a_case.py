"""The life of a case: closed, waiting, merged, confidential; attempts, watchers, presence."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_versions_are_frozen"),
        ("catalogue", "0009_live_services_in_order"),
        ("citizens", "0001_initial"),
        ("organisation", "0010_colleagues_need_no_right"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("reached", "reached, the answer was given"),
                            ("sent", "letter sent"),
                            ("nobody", "nobody answered"),
                            ("busy", "engaged"),
                            ("mailbox", "left a message on the answering machine"),
                            ("wrong_number", "the number is wrong"),
                            ("came_back", "the letter came back"),
                        ],
                        max_length=12,
                        verbose_name="what happened",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "attempt to reach the citizen",
                "verbose_name_plural": "attempts to reach the citizen",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="last seen")),
            ],
            options={
                "verbose_name": "person at a case",
                "verbose_name_plural": "people at cases",
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
            ],
            options={
                "verbose_name": "watched case",
                "verbose_name_plural": "watched cases",
            },
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_is_open_or_answered",
        ),
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_by_promise",
        ),
        migrations.AddField(
            model_name="case",
            name="about",
            field=models.ForeignKey(
                blank=True,
                help_text="A colleague whom it must never reach.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="is about",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="asked_now",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Empty when nobody is asked ad hoc.",
                verbose_name="departments asked ad hoc",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closed"),
        ),
        migrations.AddField(
            model_name="case",
            name="handed_over",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Key of the step: department.",
                verbose_name="steps handed to another department",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="is_confidential",
            field=models.BooleanField(default=False, verbose_name="confidential"),
        ),
        migrations.AddField(
            model_name="case",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duplicates",
                to="cases.case",
                verbose_name="goes on in",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="minutes_left",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="service minutes left of the promise"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="promise_department",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="organisation.department",
                verbose_name="on whose service hours the promise runs",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="reopened_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="reopened"),
        ),
        migrations.AddField(
            model_name="case",
            name="revision",
            field=models.PositiveIntegerField(default=0, verbose_name="number of changes"),
        ),
        migrations.AddField(
            model_name="case",
            name="times_reopened",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="times reopened"),
        ),
        migrations.AddField(
            model_name="case",
            name="waiting_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="waiting for the citizen since"),
        ),
        migrations.AddField(
            model_name="message",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="messages",
                to="cases.workitem",
                verbose_name="work item",
            ),
        ),
        migrations.AddField(
            model_name="workitem",
            name="is_ad_hoc",
            field=models.BooleanField(default=False, verbose_name="asked ad hoc"),
        ),
        migrations.AlterField(
            model_name="case",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("open", "in progress"),
                    ("answered", "answered"),
                    ("closed", "closed without an answer"),
                    ("withdrawn", "withdrawn"),
                    ("merged", "goes on in another concern"),
                ],
                max_length=12,
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "in progress"),
                    ("answered", "answered"),
                    ("closed", "closed without an answer"),
                    ("withdrawn", "withdrawn"),
                    ("merged", "goes on in another concern"),
                ],
                default="open",
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="kind",
            field=models.CharField(
                choices=[("remind", "remind"), ("escalate", "escalate"), ("end", "end unanswered")],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("draft", "draft of the answer"),
                    ("answer", "answer"),
                    ("rejection", "why the draft was sent back"),
                    ("question", "question to the citizen"),
                    ("reply", "reply of the citizen"),
                    ("consultation", "question to a department"),
                    ("view", "answer of a department"),
                    ("note", "note"),
                    ("handover", "why it was handed over"),
                    ("closing", "why it was closed"),
                    ("reopening", "why it was reopened"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="tried by",
            ),
        ),
        migrations.AddField(
            model_name="attempt",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attempts",
                to="cases.workitem",
                verbose_name="work item",
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="presences",
                to="cases.case",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="presences",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="watches",
                to="cases.case",
                verbose_name="case",
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="watches",
                to=settings.AUTH_USER_MODEL,
                verbose_name="watcher",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("case", "user"), name="person_is_at_a_case_once"),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.UniqueConstraint(fields=("case", "user"), name="case_is_watched_once_by_each"),
        ),
    ]
