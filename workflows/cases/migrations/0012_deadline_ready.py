"""The index of live deadlines holds the moment from which each may be fired."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_questions_for_files")]
    operations = [
        migrations.RemoveIndex(model_name="deadline", name="deadline_open"),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                Coalesce("retry_at", "due_at"),
                models.F("id"),
                name="deadline_ready",
                condition=models.Q(closed_at__isnull=True),
            ),
        ),
    ]
