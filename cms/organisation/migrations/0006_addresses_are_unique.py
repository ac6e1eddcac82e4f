"""No two departments, locations or offices of a partner share an address."""

import django.db.models.deletion
from django.db import migrations, models

import cms.organisation.slugs


class Migration(migrations.Migration):
    dependencies = [("organisation", "0005_fill_addresses")]

    operations = [
        migrations.AlterField(
            model_name="office",
            name="partner",
            field=cms.organisation.slugs.PartnerOfField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="offices",
                through="department",
                to="organisation.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                fields=("partner", "slug"),
                name="department_address_is_unique_per_partner",
                violation_error_message="Another department of this partner has this short name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.UniqueConstraint(
                fields=("partner", "slug"),
                name="location_address_is_unique_per_partner",
                violation_error_message="Another location of this partner has this short name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.UniqueConstraint(fields=("partner", "slug"), name="office_address_is_unique_per_partner"),
        ),
    ]
