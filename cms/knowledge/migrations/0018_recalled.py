"""PostgreSQL's candidates from a function whose plan a connection keeps."""

from importlib import import_module

from django.db import migrations

from cms.knowledge.engines import postgres

likeliest = import_module("cms.knowledge.migrations.0017_likeliest")


def create(apps, schema_editor):
    likeliest.execute(schema_editor, [*postgres.CREATE_RECALLED, likeliest.WITHOUT_FUNCTION])


def drop(apps, schema_editor):
    likeliest.execute(schema_editor, [likeliest.FUNCTION, *postgres.DROP_RECALLED])


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0017_likeliest")]

    operations = [migrations.RunPython(create, drop)]
