"""Everyday words of the centre and its partners, and the name of those in force."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0009_live_services_in_order"),
        ("knowledge", "0002_engine"),
        ("organisation", "0010_colleagues_need_no_right"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="index",
            name="words",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.CreateModel(
            name="EverydayWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("live", models.BooleanField(default=True, editable=False, verbose_name="live")),
                (
                    "has_unpublished_changes",
                    models.BooleanField(default=False, editable=False, verbose_name="has unpublished changes"),
                ),
                (
                    "first_published_at",
                    models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="first published at"),
                ),
                (
                    "last_published_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last published at"),
                ),
                ("go_live_at", models.DateTimeField(blank=True, null=True, verbose_name="go live date/time")),
                ("expire_at", models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time")),
                ("expired", models.BooleanField(default=False, editable=False, verbose_name="expired")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("one_way", "one word means something else"),
                            ("phrase", "several words together mean something"),
                            ("equal", "these words mean the same"),
                        ],
                        default="one_way",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="Several ways to say it are separated by commas. Endings, order and typing mistakes do not matter.",
                        max_length=200,
                        verbose_name="what people say",
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        help_text="Words of our pages. “|” separates alternatives; words of one alternative must stand together.",
                        max_length=200,
                        verbose_name="means these words",
                    ),
                ),
                (
                    "latest_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="latest revision",
                    ),
                ),
                (
                    "live_revision",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="live revision",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="everyday_words",
                        to="catalogue.servicepage",
                        verbose_name="means this page",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: for all partners.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="everyday_words",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "everyday word",
                "verbose_name_plural": "everyday words",
                "ordering": ["words", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "equal"), ("means", ""), ("page", None)),
                            models.Q(
                                models.Q(("kind", "equal"), _negated=True),
                                models.Q(
                                    models.Q(("means__gt", ""), ("page", None)),
                                    models.Q(("means", ""), ("page__isnull", False)),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="everyday_word_means_one_thing",
                        violation_error_message="Choose a page or write the words it means, not both.",
                    )
                ],
            },
        ),
    ]
