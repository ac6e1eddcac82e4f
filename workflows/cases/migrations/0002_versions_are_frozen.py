"""The database itself refuses to change a released version of a case type.

Deleting is refused by the queryset and, once a case uses the version, by the foreign key; a trigger on DELETE would
also stop the emptying of a test database. A later migration that alters this table on SQLite rebuilds it and has to
make the trigger again.
"""

from django.db import migrations

FREEZE = {
    "postgresql": [
        """
        CREATE FUNCTION refuse_to_change_a_version() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'A released version of a case type is never changed.'; END $$
        """,
        """
        CREATE TRIGGER case_type_version_is_frozen BEFORE UPDATE ON cases_casetypeversion
        FOR EACH ROW EXECUTE FUNCTION refuse_to_change_a_version()
        """,
    ],
    "sqlite": [
        """
        CREATE TRIGGER case_type_version_is_frozen BEFORE UPDATE ON cases_casetypeversion
        BEGIN SELECT RAISE(ABORT, 'A released version of a case type is never changed.'); END
        """,
    ],
}
THAW = {
    "postgresql": [
        "DROP TRIGGER IF EXISTS case_type_version_is_frozen ON cases_casetypeversion",
        "DROP FUNCTION IF EXISTS refuse_to_change_a_version()",
    ],
    "sqlite": ["DROP TRIGGER IF EXISTS case_type_version_is_frozen"],
}


def freeze(apps, schema_editor):
    for statement in FREEZE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def thaw(apps, schema_editor):
    for statement in THAW[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
