"""The tables this app begins with."""

import django.core.validators
import django.db.models.deletion
import wagtail.fields
from django.db import migrations, models

import cms.catalogue.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgentNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("text", models.TextField(verbose_name="note")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
            ],
            options={
                "verbose_name": "agent note",
                "verbose_name_plural": "agent notes",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LocalServicePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                ("offered", models.BooleanField(default=True, verbose_name="is offered here")),
                (
                    "fees_mode",
                    models.CharField(
                        choices=[("inherit", "take over"), ("replace", "replace"), ("add", "add")],
                        default="inherit",
                        max_length=10,
                        verbose_name="fees of the shared page",
                    ),
                ),
                (
                    "fees",
                    wagtail.fields.StreamField(
                        [("fee", 3)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"label": "for what", "max_length": 250}),
                            1: (
                                "wagtail.blocks.DecimalBlock",
                                (),
                                {
                                    "decimal_places": 2,
                                    "help_text": "0 means free. Leave it empty if the note says what it costs.",
                                    "label": "amount in euros",
                                    "max_digits": 9,
                                    "min_value": 0,
                                    "required": False,
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "note", "max_length": 1000, "required": False},
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 0), ("amount", 1), ("note", 2)]],
                                {},
                            ),
                        },
                        verbose_name="fees",
                    ),
                ),
                ("local_text", wagtail.fields.RichTextField(blank=True, verbose_name="local text")),
            ],
            options={
                "verbose_name": "local service",
                "verbose_name_plural": "local services",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="LocalServicesPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={
                "verbose_name": "local services",
                "verbose_name_plural": "local services",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ServiceLibraryPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={
                "verbose_name": "service library",
                "verbose_name_plural": "service libraries",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="ServicePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
                (
                    "everyday_title",
                    models.CharField(
                        blank=True,
                        help_text="What people call it, for example “Perso beantragen”.",
                        max_length=120,
                        verbose_name="everyday title",
                    ),
                ),
                ("teaser", models.CharField(blank=True, max_length=250, verbose_name="teaser")),
                (
                    "spoken_answer",
                    models.TextField(
                        blank=True,
                        help_text="At most 60 words an agent reads aloud. Citizens see it too.",
                        validators=[cms.catalogue.models.at_most_spoken_words],
                        verbose_name="spoken answer",
                    ),
                ),
                ("short_text", models.TextField(blank=True, verbose_name="short text")),
                ("full_text", wagtail.fields.RichTextField(blank=True, verbose_name="full text")),
                ("prerequisites", wagtail.fields.RichTextField(blank=True, verbose_name="prerequisites")),
                (
                    "documents",
                    wagtail.fields.StreamField(
                        [("document", 2)],
                        blank=True,
                        block_lookup={
                            0: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "what to bring", "max_length": 250},
                            ),
                            1: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "note", "max_length": 500, "required": False},
                            ),
                            2: ("wagtail.blocks.StructBlock", [[("name", 0), ("note", 1)]], {}),
                        },
                        verbose_name="documents",
                    ),
                ),
                (
                    "fees",
                    wagtail.fields.StreamField(
                        [("fee", 3)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"label": "for what", "max_length": 250}),
                            1: (
                                "wagtail.blocks.DecimalBlock",
                                (),
                                {
                                    "decimal_places": 2,
                                    "help_text": "0 means free. Leave it empty if the note says what it costs.",
                                    "label": "amount in euros",
                                    "max_digits": 9,
                                    "min_value": 0,
                                    "required": False,
                                },
                            ),
                            2: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "note", "max_length": 1000, "required": False},
                            ),
                            3: (
                                "wagtail.blocks.StructBlock",
                                [[("label", 0), ("amount", 1), ("note", 2)]],
                                {},
                            ),
                        },
                        verbose_name="fees",
                    ),
                ),
                (
                    "processing_time",
                    models.CharField(blank=True, max_length=250, verbose_name="processing time"),
                ),
                (
                    "legal_basis",
                    wagtail.fields.StreamField(
                        [("law", 2)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 250}),
                            1: ("wagtail.blocks.URLBlock", (), {"label": "address", "required": False}),
                            2: ("wagtail.blocks.StructBlock", [[("name", 0), ("url", 1)]], {}),
                        },
                        verbose_name="legal basis",
                    ),
                ),
                (
                    "online_services",
                    wagtail.fields.StreamField(
                        [("online_service", 2)],
                        blank=True,
                        block_lookup={
                            0: ("wagtail.blocks.CharBlock", (), {"label": "name", "max_length": 250}),
                            1: ("wagtail.blocks.URLBlock", (), {"label": "address"}),
                            2: ("wagtail.blocks.StructBlock", [[("name", 0), ("url", 1)]], {}),
                        },
                        verbose_name="online services",
                    ),
                ),
                (
                    "leika_key",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=14,
                        validators=[django.core.validators.RegexValidator("^\\d{14}$", "A LeiKa key has 14 digits.")],
                        verbose_name="LeiKa key",
                    ),
                ),
            ],
            options={
                "verbose_name": "service",
                "verbose_name_plural": "services",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.CreateModel(
            name="SourceRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("system", models.CharField(max_length=60, verbose_name="system")),
                ("key", models.CharField(max_length=120, verbose_name="key there")),
                (
                    "content_hash",
                    models.CharField(max_length=64, verbose_name="fingerprint of what was imported"),
                ),
            ],
            options={
                "verbose_name": "source record",
                "verbose_name_plural": "source records",
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("slug", models.SlugField(unique=True, verbose_name="short name in addresses")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["name"],
            },
        ),
    ]
