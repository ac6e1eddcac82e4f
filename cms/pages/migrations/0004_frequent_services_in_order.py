"""What is often asked for stands in its editors' order: rows with a place instead of a set."""

import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


def give_places(apps, schema_editor):
    """The order in which they were chosen, as far as it is still known."""
    home_page = apps.get_model("pages", "HomePage")
    chosen = home_page.frequent_services.through
    row = apps.get_model("pages", "FrequentService")
    places = {}
    for home, service in chosen.objects.order_by("pk").values_list("homepage_id", "servicepage_id"):
        places[home] = places.get(home, -1) + 1
        row.objects.create(home_id=home, service_id=service, sort_order=places[home])


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_complete_service_pages"),
        ("pages", "0003_words_in_other_languages"),
    ]

    operations = [
        migrations.CreateModel(
            name="FrequentService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "home",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="frequent",
                        to="pages.homepage",
                        verbose_name="home page",
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
            options={
                "verbose_name": "service often asked for",
                "verbose_name_plural": "services often asked for",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.RunPython(give_places, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="homepage", name="frequent_services"),
    ]
