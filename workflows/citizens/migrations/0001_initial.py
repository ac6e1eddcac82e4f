"""The tables this app begins with."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CallerDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="telephone")),
                ("address", models.TextField(blank=True, max_length=300, verbose_name="postal address")),
                ("call_times", models.CharField(blank=True, max_length=120, verbose_name="when to call")),
                ("language", models.CharField(default="de", max_length=10, verbose_name="language")),
                ("delete_after", models.DateField(verbose_name="deleted after")),
            ],
            options={
                "verbose_name": "caller details",
                "verbose_name_plural": "caller details",
                "indexes": [models.Index(fields=["delete_after"], name="details_by_end")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), ("email", ""), ("name", ""), ("phone", ""), _negated=True),
                        name="caller_details_say_something",
                        violation_error_message="Give at least one of name, email address, telephone or address.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="The Message-ID is derived from it.", max_length=120, unique=True, verbose_name="key"
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="written")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                (
                    "details",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="citizens.callerdetails",
                        verbose_name="caller details",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
            },
        ),
    ]
