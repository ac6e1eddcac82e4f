"""Vectors of public texts, and the name by which an entry finds its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0009_live_services_in_order"),
        ("knowledge", "0003_everyday_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Vector",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("meaning", models.CharField(max_length=32)),
                ("model", models.CharField(max_length=60)),
                ("data", models.BinaryField()),
            ],
            options={
                "verbose_name": "vector of a text",
                "verbose_name_plural": "vectors of texts",
            },
        ),
        migrations.AddField(
            model_name="entry",
            name="meaning",
            field=models.CharField(blank=True, max_length=32),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["meaning"], name="entry_by_meaning"),
        ),
        migrations.AddConstraint(
            model_name="vector",
            constraint=models.UniqueConstraint(fields=("meaning", "model"), name="one_vector_per_text_and_model"),
        ),
    ]
