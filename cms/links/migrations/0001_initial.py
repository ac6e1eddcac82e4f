"""Links of pages, where they stand and what they answered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("organisation", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(unique=True, verbose_name="month")),
            ],
            options={
                "verbose_name": "letter about dead links",
                "verbose_name_plural": "letters about dead links",
            },
        ),
        migrations.CreateModel(
            name="LinkTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=2000, unique=True, verbose_name="address")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("web", "on the web"),
                            ("own", "in our own town halls"),
                            ("page", "page"),
                            ("document", "document"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "not looked at yet"),
                            ("working", "works"),
                            ("doubtful", "could not be reached, will be tried again"),
                            ("dead", "dead"),
                        ],
                        db_index=True,
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "–"),
                            ("not_found", "The address does not exist any more."),
                            ("refused", "The server answers, but lets no program in."),
                            ("server", "The server reports an error of its own."),
                            ("timeout", "The server did not answer in time."),
                            ("no_host", "There is no server of this name."),
                            ("no_answer", "The server cannot be reached."),
                            ("certificate", "The certificate of the server is not valid."),
                            ("circle", "It is forwarded in a circle."),
                            ("not_public", "The address leads into a network that is not public."),
                            ("no_address", "This is not a complete address."),
                            ("gone", "The page or document has been deleted."),
                            ("not_live", "The page is not published."),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="what is wrong",
                    ),
                ),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="answer")),
                ("moved_to", models.CharField(blank=True, max_length=2000, verbose_name="has moved to")),
                ("failed_days", models.PositiveSmallIntegerField(default=0, verbose_name="days on which it failed")),
                ("failed_since", models.DateField(blank=True, null=True, verbose_name="fails since")),
                ("failed_on", models.DateField(blank=True, null=True, verbose_name="failed last on")),
                ("looked_at", models.DateTimeField(blank=True, null=True, verbose_name="looked at")),
            ],
            options={
                "verbose_name": "link",
                "verbose_name_plural": "links",
                "ordering": ["address"],
            },
        ),
        migrations.CreateModel(
            name="LinkPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.CharField(max_length=100, verbose_name="field")),
                ("block", models.CharField(blank=True, max_length=200, verbose_name="row")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="words of the link")),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.page",
                        verbose_name="page",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose page it is; empty for the shared library.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="links.linktarget",
                        verbose_name="link",
                    ),
                ),
            ],
            options={
                "verbose_name": "place of a link",
                "verbose_name_plural": "places of links",
                "ordering": ["page__title", "pk"],
            },
        ),
    ]
