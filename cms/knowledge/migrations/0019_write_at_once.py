"""PostgreSQL's index of tokens without a list of what is still to be put into it.

What is written goes into the index at once, not into a list (of 4 MB at most) that waits for the next VACUUM: each of
the forty expressions of a search would read all of that list.
"""

from importlib import import_module

from django.db import migrations

execute = import_module("cms.knowledge.migrations.0017_likeliest").execute

AT_ONCE = [
    "ALTER INDEX knowledge_entry_tokens SET (fastupdate = off)",
    "SELECT gin_clean_pending_list('knowledge_entry_tokens')",
]
LATER = ["ALTER INDEX knowledge_entry_tokens RESET (fastupdate)"]


def write_at_once(apps, schema_editor):
    execute(schema_editor, AT_ONCE)


def write_later(apps, schema_editor):
    execute(schema_editor, LATER)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0018_recalled")]

    operations = [migrations.RunPython(write_at_once, write_later)]
