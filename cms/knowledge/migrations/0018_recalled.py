"""PostgreSQL's candidates from a function whose plan a connection keeps."""

from django.db import migrations

from cms.knowledge.engines import postgres


def create(apps, schema_editor):
    execute(schema_editor, [*postgres.CREATE_RECALLED, postgres.DROP_LIKELIEST[0]])


def drop(apps, schema_editor):
    execute(schema_editor, [postgres.CREATE_LIKELIEST[0], *postgres.DROP_RECALLED])


def execute(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0017_likeliest")]

    operations = [migrations.RunPython(create, drop)]
