"""How far a rebuild of the index is, so that one that was killed is taken up again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0004_vectors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rebuild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("generation", models.PositiveIntegerField(unique=True)),
                ("began_generation", models.PositiveIntegerField()),
                ("began_version", models.PositiveBigIntegerField()),
                ("last_service", models.BigIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("of", models.PositiveIntegerField(default=0)),
                ("beat_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "rebuild of the search index",
                "verbose_name_plural": "rebuilds of the search index",
            },
        ),
    ]
