"""Release by a second person; contact points and visiting hours are edited with their office."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondPersonTask",
            fields=[
                (
                    "groupapprovaltask_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.groupapprovaltask",
                    ),
                ),
            ],
            options={
                "verbose_name": "release by a second person",
                "verbose_name_plural": "releases by a second person",
            },
            bases=("wagtailcore.groupapprovaltask",),
        ),
        migrations.AlterField(
            model_name="contactpoint",
            name="office",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contact_points",
                to="organisation.office",
                verbose_name="office",
            ),
        ),
        migrations.AlterField(
            model_name="hoursexception",
            name="kind",
            field=models.CharField(
                choices=[
                    ("visiting", "visiting hours"),
                    ("telephone", "telephone hours"),
                    ("service", "service hours"),
                ],
                default="visiting",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="openingspan",
            name="kind",
            field=models.CharField(
                choices=[
                    ("visiting", "visiting hours"),
                    ("telephone", "telephone hours"),
                    ("service", "service hours"),
                ],
                default="visiting",
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="openingspan",
            name="office",
            field=modelcluster.fields.ParentalKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="openingspan_rows",
                to="organisation.office",
                verbose_name="office",
            ),
        ),
    ]
