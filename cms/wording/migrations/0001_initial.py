"""Words of officialese and the kinder words instead."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OfficialeseWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "word",
                    models.CharField(
                        help_text="Nouns with a capital, verbs in the infinitive. “…” stands for words in between.",
                        max_length=80,
                        verbose_name="word or phrase",
                    ),
                ),
                (
                    "forms",
                    models.CharField(
                        blank=True,
                        help_text="Separated by commas. Regular endings are found by themselves.",
                        max_length=200,
                        verbose_name="irregular forms",
                    ),
                ),
                (
                    "instead",
                    models.CharField(
                        help_text="Separated by commas, the best one first.",
                        max_length=200,
                        verbose_name="kinder words",
                    ),
                ),
            ],
            options={
                "verbose_name": "officialese word",
                "verbose_name_plural": "officialese",
                "ordering": [django.db.models.functions.text.Lower("word")],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("word"),
                        name="officialese_word_is_listed_once",
                        violation_error_message="This word is in the list already.",
                    )
                ],
            },
        ),
    ]
