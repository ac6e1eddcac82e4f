"""A telephone number has digits; nothing changes in the database."""

from django.db import migrations, models

import cms.organisation.dialling


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0011_planned_ends"),
    ]

    operations = [
        migrations.AlterField(
            model_name="localservicepage",
            name="whose_phone",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[cms.organisation.dialling.refuse_without_digits],
                verbose_name="their telephone",
            ),
        ),
        migrations.AlterField(
            model_name="servicepage",
            name="whose_phone",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[cms.organisation.dialling.refuse_without_digits],
                verbose_name="their telephone",
            ),
        ),
    ]
