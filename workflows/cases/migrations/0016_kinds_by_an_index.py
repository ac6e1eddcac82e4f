"""Every item has the version of its case, and the kinds in an inbox are read by an index."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_versions_of_items")]
    operations = [
        migrations.AlterField(
            model_name="workitem",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                help_text="That of the case, which never changes: a list knows its kinds by an index.",
                on_delete=PROTECT,
                related_name="+",
                to="cases.casetypeversion",
                verbose_name="version",
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                fields=["department", "version", "due_at", "id", "function", "case"],
                name="item_inbox_by_kind",
                condition=models.Q(done_at__isnull=True),
            ),
        ),
    ]
