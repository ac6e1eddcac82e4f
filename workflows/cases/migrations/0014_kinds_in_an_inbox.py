"""Each item knows the version of its case; the rows that are there learn it with the next migration."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_deadline_ready")]
    operations = [
        migrations.AddField(
            model_name="workitem",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=PROTECT,
                related_name="+",
                to="cases.casetypeversion",
            ),
        ),
    ]
