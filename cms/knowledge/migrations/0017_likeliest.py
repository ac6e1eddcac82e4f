"""How PostgreSQL finds the likeliest entries, and the tokens of titles that this asks for."""

from django.db import migrations

from cms.knowledge.engines import postgres


def create(apps, schema_editor):
    execute(schema_editor, postgres.CREATE_LIKELIEST)


def drop(apps, schema_editor):
    execute(schema_editor, postgres.DROP_LIKELIEST)


def execute(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0016_following")]

    operations = [migrations.RunPython(create, drop)]
