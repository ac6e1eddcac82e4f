"""The words of a home page in other languages, and folders for pages written in them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_bulletins"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="LanguageFolderPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.page",
                    ),
                ),
            ],
            options={
                "verbose_name": "pages in another language",
                "verbose_name_plural": "pages in other languages",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.AddField(
            model_name="homepage",
            name="intro_simple",
            field=models.TextField(blank=True, verbose_name="introduction in Leichte Sprache"),
        ),
        migrations.AddField(
            model_name="homepage",
            name="intro_en",
            field=models.TextField(blank=True, verbose_name="introduction in English"),
        ),
    ]
