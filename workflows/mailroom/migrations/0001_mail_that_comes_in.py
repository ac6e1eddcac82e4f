"""Keeps mail that came in until it is placed, or set aside under a name."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0012_mail_in"),
        ("organisation", "0011_mailboxes_are_confirmed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IncomingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "fingerprint",
                    models.CharField(max_length=64, unique=True, verbose_name="fingerprint of the Message-ID"),
                ),
                ("digest", models.CharField(max_length=64, verbose_name="fingerprint of the words")),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="came in")),
                (
                    "state",
                    models.CharField(
                        choices=[("placed", "placed"), ("waiting", "waits for a decision"), ("set_aside", "set aside")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("reply", "reply to a concern"),
                            ("new", "became a concern"),
                            ("bounce", "a letter came back"),
                            ("delayed", "a letter is still on its way"),
                            ("automatic", "an automatic answer, or a circular"),
                            ("loop", "a mail of our own"),
                            ("forged", "the address has a number that we did not sign"),
                            ("ended", "the concern has ended"),
                            ("unknown", "cannot become a concern by itself"),
                            ("flood", "many mails from one address"),
                            ("large", "too large"),
                            ("long", "too long to be read as a message"),
                            ("unreadable", "cannot be read"),
                            ("same_id", "has the number of another mail and other words"),
                        ],
                        max_length=12,
                        verbose_name="what it is",
                    ),
                ),
                ("sender", models.CharField(blank=True, max_length=254, verbose_name="from")),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="subject")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="size")),
                ("attachments", models.JSONField(blank=True, default=list, verbose_name="files")),
                ("raw", models.BinaryField(blank=True, null=True, verbose_name="as it came")),
                ("delete_after", models.DateField(blank=True, null=True, verbose_name="deleted after")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="cases.case",
                        verbose_name="concern",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="organisation.partner",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail",
                "verbose_name_plural": "mails",
                "ordering": ["received_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["partner", "received_at"], name="mail_waiting"
                    ),
                    models.Index(
                        condition=models.Q(("delete_after__isnull", False)), fields=["delete_after"], name="mail_by_end"
                    ),
                    models.Index(fields=["sender", "received_at"], name="mail_by_sender"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "waiting"),
                            ("raw__isnull", True),
                            ("delete_after__isnull", False),
                            _connector="OR",
                        ),
                        name="mail_with_words_has_an_end",
                    )
                ],
            },
        ),
    ]
