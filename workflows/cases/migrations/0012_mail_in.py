"""Knows messages that came by mail, and letters that came back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_questions_for_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="undelivered_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="a letter came back"),
        ),
        migrations.AlterField(
            model_name="case",
            name="channel",
            field=models.CharField(
                choices=[("web", "web"), ("phone", "telephone"), ("counter", "counter"), ("mail", "email")],
                max_length=10,
                verbose_name="came in by",
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
                    ("undelivered", "letter that came back"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
