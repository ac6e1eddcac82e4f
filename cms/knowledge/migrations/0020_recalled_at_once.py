"""PostgreSQL's candidates for all that a search asks from one call, not from one for each."""

from importlib import import_module

from django.db import migrations

from cms.knowledge.engines import postgres

execute = import_module("cms.knowledge.migrations.0017_likeliest").execute
recalled = import_module("cms.knowledge.migrations.0018_recalled")


def create(apps, schema_editor):
    execute(schema_editor, [*postgres.CREATE_RECALLED, recalled.WITHOUT_FUNCTION])


def drop(apps, schema_editor):
    execute(schema_editor, [recalled.FUNCTION, *postgres.DROP_RECALLED])


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0019_write_at_once")]

    operations = [migrations.RunPython(create, drop)]
