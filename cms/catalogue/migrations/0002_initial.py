"""The tables this app begins with."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_initial"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="agentnote",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="organisation.partner",
                verbose_name="only for",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="office",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.office",
                verbose_name="other office",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="responsibility",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="services",
                to="organisation.responsibility",
                verbose_name="responsibility",
            ),
        ),
        migrations.AddField(
            model_name="localservicepage",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="local_pages",
                to="catalogue.servicepage",
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="agentnote",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="agent_notes",
                to="catalogue.servicepage",
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="sourcerecord",
            name="service",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sources",
                to="catalogue.servicepage",
                verbose_name="service",
            ),
        ),
        migrations.AddField(
            model_name="servicepage",
            name="topics",
            field=modelcluster.fields.ParentalManyToManyField(
                blank=True, related_name="services", to="catalogue.topic", verbose_name="topics"
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcerecord",
            constraint=models.UniqueConstraint(fields=("system", "key"), name="service_source_is_unique"),
        ),
    ]
