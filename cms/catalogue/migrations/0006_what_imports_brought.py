"""What an import brought is remembered field by field."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_complete_service_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="sourcerecord",
            name="imported",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Tells whether a field was changed there, here or in both places since the last import.",
                verbose_name="fingerprints by field",
            ),
        ),
        migrations.AddField(
            model_name="sourcerecord",
            name="keywords",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Kept for the register of everyday words; neither shown nor searched.",
                verbose_name="search words there",
            ),
        ),
        migrations.AlterField(
            model_name="sourcerecord",
            name="service",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="sources",
                to="catalogue.servicepage",
                verbose_name="service",
            ),
        ),
    ]
