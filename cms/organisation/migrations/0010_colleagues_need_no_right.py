"""Takes a permission away that nothing asks for: who has the call desk reads the staff directory."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0009_town_hall_changes"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="colleague",
            options={"ordering": ["name", "pk"], "verbose_name": "colleague", "verbose_name_plural": "colleagues"},
        ),
    ]
