"""Case types become snippets: what administrators edit, with drafts, release and the services they belong to."""

import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_case_is_open_or_closed"),
        ("catalogue", "0010_a_to_z_of_a_partner"),
        ("organisation", "0010_colleagues_need_no_right"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="casetype",
            name="ask_back_end",
            field=models.PositiveSmallIntegerField(
                default=10,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="it goes on without a reply after",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="ask_back_remind",
            field=models.PositiveSmallIntegerField(
                default=5,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="the citizen is reminded of a question after",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="ask_back_unit",
            field=models.CharField(
                choices=[("service_hours", "service hours"), ("service_days", "service days")],
                default="service_days",
                max_length=15,
                verbose_name="of",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="by_counter",
            field=models.BooleanField(default=True, verbose_name="at the counter"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="by_phone",
            field=models.BooleanField(default=True, verbose_name="agents on the telephone"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="by_web",
            field=models.BooleanField(default=True, verbose_name="citizens on the web"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="closed_details_days",
            field=models.PositiveSmallIntegerField(
                default=30, verbose_name="closed without an answer: contact details kept for days"
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="closed_text_days",
            field=models.PositiveSmallIntegerField(
                default=180, verbose_name="closed without an answer: texts kept for days"
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="details_days",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="answered: contact details kept for days"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="expire_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="expiry date/time"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="expired",
            field=models.BooleanField(default=False, editable=False, verbose_name="expired"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="first_published_at",
            field=models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="first published at"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="go_live_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="go live date/time"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="has_unpublished_changes",
            field=models.BooleanField(default=False, editable=False, verbose_name="has unpublished changes"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="introduction",
            field=models.TextField(
                blank=True, help_text="Stands above the questions.", max_length=1000, verbose_name="introduction"
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="introduction_en",
            field=models.TextField(blank=True, max_length=1000, verbose_name="introduction in English"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="is_confidential",
            field=models.BooleanField(
                default=False,
                help_text="Only who works on it and the lead see such a case.",
                verbose_name="confidential",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="last_published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last published at"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="latest_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="latest revision",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="live",
            field=models.BooleanField(default=True, editable=False, verbose_name="live"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="live_revision",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtailcore.revision",
                verbose_name="live revision",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="locked",
            field=models.BooleanField(default=False, editable=False, verbose_name="locked"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="locked_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="locked at"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="locked_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="locked_%(class)ss",
                to=settings.AUTH_USER_MODEL,
                verbose_name="locked by",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="name_en",
            field=models.CharField(blank=True, max_length=120, verbose_name="name in English"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: for all partners.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="case_types",
                to="organisation.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="promise_amount",
            field=models.PositiveSmallIntegerField(
                default=24, validators=[django.core.validators.MinValueValidator(1)], verbose_name="an answer within"
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="promise_unit",
            field=models.CharField(
                choices=[("service_hours", "service hours"), ("service_days", "service days")],
                default="service_hours",
                max_length=15,
                verbose_name="of",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="questions",
            field=wagtail.fields.StreamField(
                [
                    ("text", 11),
                    ("long_text", 12),
                    ("number", 13),
                    ("date", 14),
                    ("choice", 19),
                    ("choices", 20),
                    ("yes_no", 21),
                    ("email", 22),
                    ("phone", 23),
                    ("address", 24),
                    ("place", 25),
                    ("hint", 26),
                    ("section", 27),
                ],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "words in German", "max_length": 250}),
                    1: ("wagtail.blocks.CharBlock", (), {"label": "words in English", "max_length": 250}),
                    2: ("wagtail.blocks.TextBlock", (), {"label": "text below it", "required": False}),
                    3: ("wagtail.blocks.TextBlock", (), {"label": "text below it in English", "required": False}),
                    4: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("everybody", "citizens and agents"),
                                ("agent", "agents only"),
                                ("department", "the department only"),
                            ],
                            "label": "for whom",
                        },
                    ),
                    5: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "The key of an earlier question. Empty: always.",
                            "label": "only if this question was answered",
                            "required": False,
                        },
                    ),
                    6: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Keys of answers with a comma between them; of yes or no: yes, no.",
                            "label": "with one of these answers",
                            "required": False,
                        },
                    ),
                    7: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Made of the German words where you leave it empty. It never changes after the first release.",
                            "label": "key",
                            "max_length": 40,
                            "required": False,
                        },
                    ),
                    8: ("wagtail.blocks.BooleanBlock", (), {"label": "must be answered", "required": False}),
                    9: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Empty: as it stands above.",
                            "label": "as an agent asks it",
                            "max_length": 250,
                            "required": False,
                        },
                    ),
                    10: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"label": "as an agent asks it in English", "max_length": 250, "required": False},
                    ),
                    11: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Text", "icon": "pilcrow", "label": "short text"},
                    ),
                    12: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Text", "icon": "doc-full", "label": "long text"},
                    ),
                    13: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Text", "icon": "order", "label": "number"},
                    ),
                    14: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Text", "icon": "date", "label": "date"},
                    ),
                    15: ("wagtail.blocks.CharBlock", (), {"label": "in German", "max_length": 150}),
                    16: ("wagtail.blocks.CharBlock", (), {"label": "in English", "max_length": 150}),
                    17: ("wagtail.blocks.StructBlock", [[("label", 15), ("label_en", 16), ("key", 7)]], {}),
                    18: ("wagtail.blocks.ListBlock", (17,), {"label": "answers", "min_num": 2}),
                    19: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                                ("options", 18),
                            ]
                        ],
                        {"group": "Choice", "icon": "radio-full", "label": "one of several"},
                    ),
                    20: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                                ("options", 18),
                            ]
                        ],
                        {"group": "Choice", "icon": "list-ul", "label": "some of several"},
                    ),
                    21: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Choice", "icon": "tick", "label": "yes or no"},
                    ),
                    22: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Reaching people and places", "icon": "mail", "label": "email address"},
                    ),
                    23: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Reaching people and places", "icon": "mobile-alt", "label": "telephone"},
                    ),
                    24: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Reaching people and places", "icon": "home", "label": "address"},
                    ),
                    25: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Reaching people and places", "icon": "site", "label": "place"},
                    ),
                    26: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                            ]
                        ],
                        {"group": "Only says something", "icon": "info-circle", "label": "hint"},
                    ),
                    27: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("label", 0),
                                ("label_en", 1),
                                ("help", 2),
                                ("help_en", 3),
                                ("for_whom", 4),
                                ("when_question", 5),
                                ("when_is", 6),
                                ("key", 7),
                            ]
                        ],
                        {"group": "Only says something", "icon": "title", "label": "section"},
                    ),
                },
                default=list,
                verbose_name="questions",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="steps",
            field=wagtail.fields.StreamField(
                [
                    ("triage", 11),
                    ("answer", 12),
                    ("consult", 15),
                    ("approve", 17),
                    ("inform", 19),
                    ("reply", 20),
                    ("close", 21),
                ],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "title in German", "max_length": 80}),
                    1: ("wagtail.blocks.CharBlock", (), {"label": "title in English", "max_length": 80}),
                    2: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("case", "the department of the case"),
                                ("responsible", "the department responsible for the service"),
                                ("triage", "the partner's triage department"),
                                ("department", "the department chosen below"),
                            ],
                            "label": "falls to",
                        },
                    ),
                    3: ("workflows.cases.type_blocks.DepartmentBlock", (), {"label": "department"}),
                    4: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {"choices": [("member", "members"), ("lead", "the lead")], "label": "who there"},
                    ),
                    5: ("wagtail.blocks.IntegerBlock", (), {"label": "how many", "min_value": 1, "required": False}),
                    6: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [("service_hours", "service hours"), ("service_days", "service days")],
                            "label": "of what",
                        },
                    ),
                    7: ("wagtail.blocks.StructBlock", [[("amount", 5), ("unit", 6)]], {"label": "due after"}),
                    8: ("wagtail.blocks.StructBlock", [[("amount", 5), ("unit", 6)]], {"label": "reminded after"}),
                    9: (
                        "wagtail.blocks.StructBlock",
                        [[("amount", 5), ("unit", 6)]],
                        {"label": "the lead is told after"},
                    ),
                    10: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "Made of the German words where you leave it empty. It never changes after the first release.",
                            "label": "key",
                            "max_length": 40,
                            "required": False,
                        },
                    ),
                    11: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 0),
                                ("title_en", 1),
                                ("falls_to", 2),
                                ("department", 3),
                                ("function", 4),
                                ("due", 7),
                                ("remind", 8),
                                ("escalate", 9),
                                ("key", 10),
                            ]
                        ],
                        {"icon": "search", "label": "find the department"},
                    ),
                    12: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 0),
                                ("title_en", 1),
                                ("falls_to", 2),
                                ("department", 3),
                                ("function", 4),
                                ("due", 7),
                                ("remind", 8),
                                ("escalate", 9),
                                ("key", 10),
                            ]
                        ],
                        {"icon": "edit", "label": "answer"},
                    ),
                    13: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("falls_to", 2),
                                ("department", 3),
                                ("function", 4),
                                ("due", 7),
                                ("remind", 8),
                                ("escalate", 9),
                            ]
                        ],
                        {"label": "department"},
                    ),
                    14: ("wagtail.blocks.ListBlock", (13,), {"label": "departments that are asked", "min_num": 1}),
                    15: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 0), ("title_en", 1), ("departments", 14), ("key", 10)]],
                        {"icon": "group", "label": "ask other departments"},
                    ),
                    16: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {
                            "help_text": "The key of an earlier step. Empty: the nearest answer before.",
                            "label": "a rejection goes back to",
                            "required": False,
                        },
                    ),
                    17: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 0),
                                ("title_en", 1),
                                ("falls_to", 2),
                                ("department", 3),
                                ("function", 4),
                                ("due", 7),
                                ("remind", 8),
                                ("escalate", 9),
                                ("key", 10),
                                ("reject_to", 16),
                            ]
                        ],
                        {"icon": "tick", "label": "check and approve"},
                    ),
                    18: (
                        "wagtail.blocks.BooleanBlock",
                        (),
                        {"label": "must confirm that it was read", "required": False},
                    ),
                    19: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 0),
                                ("title_en", 1),
                                ("falls_to", 2),
                                ("department", 3),
                                ("function", 4),
                                ("due", 7),
                                ("remind", 8),
                                ("escalate", 9),
                                ("key", 10),
                                ("acknowledge", 18),
                            ]
                        ],
                        {"icon": "bell", "label": "inform somebody"},
                    ),
                    20: (
                        "wagtail.blocks.StructBlock",
                        [
                            [
                                ("title", 0),
                                ("title_en", 1),
                                ("falls_to", 2),
                                ("department", 3),
                                ("function", 4),
                                ("due", 7),
                                ("remind", 8),
                                ("escalate", 9),
                                ("key", 10),
                            ]
                        ],
                        {"icon": "mail", "label": "give the answer"},
                    ),
                    21: (
                        "wagtail.blocks.StructBlock",
                        [[("title", 0), ("title_en", 1), ("key", 10)]],
                        {"icon": "lock", "label": "close"},
                    ),
                },
                default=list,
                verbose_name="steps",
            ),
        ),
        migrations.AddField(
            model_name="casetype",
            name="text_days",
            field=models.PositiveSmallIntegerField(default=180, verbose_name="answered: texts kept for days"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="withdrawn_details_days",
            field=models.PositiveSmallIntegerField(default=7, verbose_name="withdrawn: contact details kept for days"),
        ),
        migrations.AddField(
            model_name="casetype",
            name="withdrawn_text_days",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="withdrawn: texts kept for days"),
        ),
        migrations.AlterField(
            model_name="casetype",
            name="slug",
            field=models.SlugField(
                help_text="Stands in addresses; it is not changed later.", unique=True, verbose_name="short name"
            ),
        ),
        migrations.CreateModel(
            name="ServiceOfCaseType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case_type",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="of_services",
                        to="cases.casetype",
                        verbose_name="case type",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="of_case_types",
                        to="catalogue.servicepage",
                        verbose_name="service",
                    ),
                ),
            ],
            options={
                "verbose_name": "service of a case type",
                "verbose_name_plural": "services of a case type",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case_type", "service"),
                        name="case_type_names_a_service_once",
                        violation_error_message="This service is already named.",
                    )
                ],
            },
        ),
    ]
