"""Bulletins: news for the people at the desk."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("pages", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="text")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                (
                    "ends_at",
                    models.DateTimeField(
                        help_text="From this moment on nobody sees it any more.", verbose_name="until"
                    ),
                ),
                (
                    "important",
                    models.BooleanField(
                        default=False,
                        help_text="Stands on top of every screen of the desk until it has been read.",
                        verbose_name="important",
                    ),
                ),
                (
                    "with_read_marks",
                    models.BooleanField(
                        default=True,
                        help_text="People can mark it as read. The marks are deleted when it ends.",
                        verbose_name="with read marks",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="None chosen: for everybody at the desk.",
                        related_name="bulletins",
                        to="auth.group",
                        verbose_name="for these groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "bulletin",
                "verbose_name_plural": "bulletins",
                "ordering": ["-important", "-starts_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BulletinRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="read_marks",
                        to="pages.bulletin",
                        verbose_name="bulletin",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "read mark",
                "verbose_name_plural": "read marks",
            },
        ),
        migrations.AddConstraint(
            model_name="bulletin",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="bulletin_ends_after_its_start",
                violation_error_message="The end must lie after the start.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bulletinread",
            constraint=models.UniqueConstraint(fields=("bulletin", "user"), name="bulletin_is_read_once"),
        ),
    ]
