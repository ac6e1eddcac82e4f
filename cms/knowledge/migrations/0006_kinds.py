"""Entries of everything that can be found: a kind and a number in the place of the service.

What stood in the index are services; the other kinds come with the next rebuild, which a worker does every night.
"""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("service", "service"),
    ("life_situation", "life situation"),
    ("topic", "topic"),
    ("department", "department"),
    ("office", "office"),
    ("location", "location"),
    ("page", "page"),
    ("colleague", "colleague"),
    ("bulletin", "bulletin"),
]


def services(apps, schema_editor):
    """Changes without a number are of no subject."""
    change = apps.get_model("knowledge", "Change")
    change.objects.using(schema_editor.connection.alias).filter(object_id__isnull=False).update(kind="service")


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0005_rebuilds")]

    operations = [
        migrations.RemoveIndex("entry", "entry_of_service"),
        migrations.AlterField(
            "entry",
            "service",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="catalogue.servicepage",
                verbose_name="service",
            ),
        ),
        migrations.RenameField("entry", "service", "object_id"),
        migrations.AlterField("entry", "object_id", models.BigIntegerField()),
        migrations.AddField(
            "entry",
            "kind",
            models.CharField("kind", choices=KINDS, default="service", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField("entry", "starts_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("entry", "ends_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex("entry", models.Index(fields=["object_id", "kind", "generation"], name="entry_of_subject")),
        migrations.RenameField("change", "service_id", "object_id"),
        migrations.AddField(
            "change",
            "kind",
            models.CharField(blank=True, choices=KINDS, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(services, migrations.RunPython.noop),
        migrations.RenameField("rebuild", "last_service", "last_object"),
        migrations.AddField(
            "rebuild",
            "last_kind",
            models.CharField(blank=True, choices=KINDS, default="", max_length=20),
            preserve_default=False,
        ),
    ]
