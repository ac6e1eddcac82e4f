"""What each run of the proof counted and found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="ProofRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("finished_at", models.DateTimeField(verbose_name="finished")),
                ("counted", models.JSONField(default=list, verbose_name="counted")),
                ("found", models.PositiveIntegerField(default=0, verbose_name="number of faults")),
                ("faults", models.JSONField(default=list, verbose_name="faults")),
            ],
            options={
                "verbose_name": "run of the proof",
                "verbose_name_plural": "runs of the proof",
            },
        ),
    ]
