"""Lets a letter know its case, so that a reply finds it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="reference",
            field=models.CharField(
                blank=True,
                help_text="Replies and reports on delivery find the case by it.",
                max_length=16,
                verbose_name="case number",
            ),
        ),
    ]
