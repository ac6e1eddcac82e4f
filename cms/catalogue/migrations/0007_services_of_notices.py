"""The services of a notice become rows with a chooser; nothing has been written in them yet."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_what_imports_brought")]

    operations = [
        migrations.RemoveField(model_name="notice", name="services"),
        migrations.CreateModel(
            name="NoticedService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "notice",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="noticed_services",
                        to="catalogue.notice",
                        verbose_name="notice",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.servicepage",
                        verbose_name="service",
                    ),
                ),
            ],
            options={"verbose_name": "service of a notice", "verbose_name_plural": "services of a notice"},
        ),
        migrations.AddField(
            model_name="notice",
            name="services",
            field=models.ManyToManyField(
                blank=True,
                related_name="notices",
                through="catalogue.NoticedService",
                to="catalogue.servicepage",
                verbose_name="services",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticedservice",
            constraint=models.UniqueConstraint(
                fields=("notice", "service"),
                name="notice_names_a_service_once",
                violation_error_message="This service is already named.",
            ),
        ),
    ]
