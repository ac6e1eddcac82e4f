"""Departments without seats act through their mailbox."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AlterField(
            model_name="event",
            name="actor_kind",
            field=models.CharField(
                choices=[
                    ("person", "person"),
                    ("citizen", "citizen"),
                    ("system", "system"),
                    ("token", "API token"),
                    ("mailbox", "mailbox"),
                ],
                max_length=10,
                verbose_name="actor",
            ),
        )
    ]
