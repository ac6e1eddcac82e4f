"""Of offices too it is remembered what an import brought."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0007_centre_approves_as_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="locationsource",
            name="imported",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Tells whether a field was changed there, here or in both places since the last import.",
                verbose_name="fingerprints by field",
            ),
        ),
        migrations.AlterField(
            model_name="locationsource",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sources",
                to="organisation.office",
                verbose_name="office",
            ),
        ),
    ]
