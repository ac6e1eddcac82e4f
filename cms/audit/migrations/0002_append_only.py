"""The database itself refuses to change or delete audit events; PostgreSQL's TRUNCATE stays, tests need it."""

from django.db import migrations

# SQLite changes a table by making it anew, which drops its triggers: a later migration that alters audit_event has to
# run `refuse` again. The tests of the audit fail if it does not.

POSTGRESQL = [
    """
    CREATE FUNCTION audit_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit events are never changed or deleted' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_is_append_only()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER audit_event_append_only ON audit_event",
    "DROP FUNCTION audit_event_is_append_only()",
]
SQLITE = [
    """
    CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'audit events are never changed or deleted'); END
    """,
    """
    CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'audit events are never changed or deleted'); END
    """,
]
SQLITE_BACK = ["DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"]


def _run(statements: dict[str, list[str]], schema_editor) -> None:
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def refuse(apps, schema_editor):
    _run({"postgresql": POSTGRESQL, "sqlite": SQLITE}, schema_editor)


def allow(apps, schema_editor):
    _run({"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="event",
            options={
                "base_manager_name": "objects",
                "ordering": ["-at", "-pk"],
                "verbose_name": "audit event",
                "verbose_name_plural": "audit events",
            },
        ),
        migrations.RunPython(refuse, allow),
    ]
