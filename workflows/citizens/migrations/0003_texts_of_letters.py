"""Lets partners write the texts of their letters."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0002_letters_know_their_case"),
        ("organisation", "0011_mailboxes_are_confirmed"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="html",
            field=models.TextField(blank=True, verbose_name="text in HTML"),
        ),
        migrations.CreateModel(
            name="LetterText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "letter",
                    models.CharField(
                        choices=[
                            ("case_received", "receipt"),
                            ("case_answered", "answer"),
                            ("case_question", "question"),
                            ("case_question_again", "reminder of a question"),
                            ("case_closed", "closed without an answer"),
                            ("case_reopened", "opened again"),
                            ("case_new_date", "new date"),
                        ],
                        max_length=30,
                        verbose_name="letter",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("de", "German"), ("en", "English")],
                        default="de",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("subject", models.CharField(max_length=150, verbose_name="subject")),
                (
                    "text",
                    models.TextField(
                        help_text="Values stand in braces; the preview names all of this letter.",
                        max_length=8000,
                        verbose_name="plain text",
                    ),
                ),
                (
                    "html",
                    models.TextField(
                        blank=True,
                        help_text="Empty: it is made of the plain text.",
                        max_length=16000,
                        verbose_name="HTML",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letter_texts",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "text of a letter",
                "verbose_name_plural": "texts of letters",
                "ordering": ["letter", "language"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partner", "letter", "language"),
                        name="one_text_per_letter_and_language",
                        violation_error_message="This partner already has a text for this letter in this language.",
                    )
                ],
            },
        ),
    ]
