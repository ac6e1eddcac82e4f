"""A telephone number has digits; nothing changes in the database."""

from django.db import migrations, models

import cms.organisation.dialling


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0011_mailboxes_are_confirmed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="colleague",
            name="phone",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[cms.organisation.dialling.refuse_without_digits],
                verbose_name="telephone",
            ),
        ),
        migrations.AlterField(
            model_name="contactpoint",
            name="phone",
            field=models.CharField(
                max_length=40, validators=[cms.organisation.dialling.refuse_without_digits], verbose_name="telephone"
            ),
        ),
        migrations.AlterField(
            model_name="partner",
            name="phone",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[cms.organisation.dialling.refuse_without_digits],
                verbose_name="telephone",
            ),
        ),
        migrations.AlterField(
            model_name="place",
            name="served_by_phone",
            field=models.CharField(
                blank=True,
                max_length=40,
                validators=[cms.organisation.dialling.refuse_without_digits],
                verbose_name="their telephone",
            ),
        ),
    ]
