"""Lets a search engine beside the database follow it: when each change was, and how far the engine is."""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0015_everyday_words_are_locked")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.CreateModel(
            name="Following",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("is_whole", models.BooleanField(default=False)),
                ("away_since", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, max_length=20)),
                ("walk", models.CharField(blank=True, max_length=40)),
                ("walk_is_fresh", models.BooleanField(default=False)),
                ("walk_version", models.PositiveBigIntegerField(default=0)),
                ("walk_last", models.BigIntegerField(default=0)),
                ("walk_done", models.PositiveIntegerField(default=0)),
                ("walk_of", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "search engine beside the database",
                "verbose_name_plural": "search engines beside the database",
            },
        ),
    ]
