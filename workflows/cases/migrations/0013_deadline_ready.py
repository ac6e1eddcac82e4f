"""Indexes as the sweeper and the inbox ask: deadlines by when they may be fired, items by the list they stand in."""

from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_mail_in")]
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
        migrations.RemoveIndex(model_name="workitem", name="item_queue"),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                fields=["department", "due_at", "id", "function", "case"],
                name="item_inbox",
                condition=models.Q(done_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                fields=["escalated_to", "due_at", "id", "department", "case"],
                name="item_escalated",
                condition=models.Q(done_at__isnull=True, escalated_to__isnull=False),
            ),
        ),
    ]
