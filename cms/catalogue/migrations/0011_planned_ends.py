"""An index of planned ends: every worker looks for them three times a second, and few of many thousand pages have one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0010_a_to_z_of_a_partner")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX page_ends_at ON wagtailcore_page (expire_at) WHERE expire_at IS NOT NULL",
            "DROP INDEX page_ends_at",
        ),
    ]
