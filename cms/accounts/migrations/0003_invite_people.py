"""The right to invite people, apart from Wagtail's right to add them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_tallies_and_break_glass"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["last_name", "first_name", "email"],
                "permissions": [
                    ("open_call_desk", "Can open the agents' call desk"),
                    ("open_inbox", "Can open the departments' inbox"),
                    ("invite_people", "Can invite people"),
                ],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
    ]
