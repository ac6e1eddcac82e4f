"""Files among the questions of a case type."""

import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_text_modules"),
    ]

    operations = [
        migrations.AlterField(
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
                    ("file", 26),
                    ("hint", 27),
                    ("section", 28),
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
                                ("required", 8),
                                ("spoken", 9),
                                ("spoken_en", 10),
                            ]
                        ],
                        {"group": "Reaching people and places", "icon": "doc-full-inverse", "label": "files"},
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
                        {"group": "Only says something", "icon": "info-circle", "label": "hint"},
                    ),
                    28: (
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
    ]
