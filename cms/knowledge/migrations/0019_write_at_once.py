"""PostgreSQL's index of tokens without a list of what is still to be put into it."""

from django.db import migrations

from cms.knowledge.engines import postgres


def write_at_once(apps, schema_editor):
    execute(schema_editor, postgres.WRITE_AT_ONCE)


def write_later(apps, schema_editor):
    execute(schema_editor, postgres.WRITE_LATER)


def execute(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0018_recalled")]

    operations = [migrations.RunPython(write_at_once, write_later)]
