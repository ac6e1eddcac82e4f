"""A local page names its partner, once per service; a right to take pages down."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_initial"),
        ("organisation", "0002_second_person_task"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="servicepage",
            options={
                "permissions": [("take_down", "Can take down, delete and unplan pages")],
                "verbose_name": "service",
                "verbose_name_plural": "services",
            },
        ),
        # No default: nothing is installed yet, so the table is empty.
        migrations.AddField(
            model_name="localservicepage",
            name="partner",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="local_pages",
                to="organisation.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AlterField(
            model_name="localservicepage",
            name="office",
            field=models.ForeignKey(
                blank=True,
                help_text="Only if another office is responsible than the one your partner has mapped.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisation.office",
                verbose_name="other office",
            ),
        ),
        migrations.AddConstraint(
            model_name="localservicepage",
            constraint=models.UniqueConstraint(
                fields=("service", "partner"),
                name="one_local_page_per_service_and_partner",
                violation_error_message="Your partner already has a local page for this service.",
            ),
        ),
    ]
