"""What the database's own engine needs: FTS5 tables on SQLite, a column of tokens with its index on PostgreSQL."""

from django.db import migrations

from cms.knowledge.engines import postgres, sqlite


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgres.CREATE:
            schema_editor.execute(statement)
    else:
        for table in sqlite.TABLES.values():
            schema_editor.execute(sqlite.CREATE.format(table=table))


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in postgres.DROP:
            schema_editor.execute(statement)
    else:
        for table in sqlite.TABLES.values():
            schema_editor.execute(f"DROP TABLE IF EXISTS {table}")


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
