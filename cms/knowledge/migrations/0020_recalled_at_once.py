"""PostgreSQL's candidates for all that a search asks from one call, not from one for each.

The function of 0018 stays beside it: web workers of the release before ask for it until they are restarted.
"""

from importlib import import_module

from django.db import migrations

execute = import_module("cms.knowledge.migrations.0017_likeliest").execute

# A function, since only for a function the planner can be told never to read the whole table: it does not count that
# for each row the tokens are read from elsewhere, and would do so for every expression. In PL/pgSQL a connection keeps
# the plan; to plan takes as long as to search. One call for all that a search asks: each has its number, and how many
# of the likeliest it wants.
FUNCTION = """
    CREATE FUNCTION knowledge_recalled(
        expressions tsquery[], worths float8[], asked_by integer[], at_most integer[], for_partners bigint[],
        for_audience text, in_generation integer, of_kinds text[], at_moment timestamptz
    ) RETURNS TABLE (id bigint, kind varchar, object_id bigint, digest varchar, offered boolean, partner_id bigint)
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
    #variable_conflict use_column
    BEGIN
        RETURN QUERY
        SELECT entry.id, entry.kind, entry.object_id, entry.digest, holds.offered, holds.partner_id
        FROM (
            SELECT DISTINCT likely.id
            FROM (
                SELECT
                    entry.id,
                    wanted.asker,
                    row_number() OVER (PARTITION BY wanted.asker ORDER BY sum(wanted.worth) DESC, entry.id) AS place
                FROM unnest(expressions, worths, asked_by) AS wanted (expression, worth, asker)
                JOIN knowledge_entry AS entry ON entry.tokens @@ wanted.expression
                WHERE entry.audience = for_audience AND entry.generation = in_generation
                AND entry.kind = ANY(of_kinds)
                AND (entry.starts_at IS NULL OR entry.starts_at <= at_moment)
                AND (entry.ends_at IS NULL OR entry.ends_at > at_moment)
                GROUP BY entry.id, wanted.asker
            ) AS likely
            WHERE likely.place <= at_most[likely.asker]
        ) AS found
        JOIN knowledge_entry AS entry ON entry.id = found.id
        JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id = ANY(for_partners)
        ORDER BY entry.id;
    END $$
"""
WITHOUT_FUNCTION = (
    "DROP FUNCTION knowledge_recalled(tsquery[], float8[], integer[], integer[], bigint[],"
    " text, integer, text[], timestamptz)"
)


def create(apps, schema_editor):
    execute(schema_editor, [FUNCTION])


def drop(apps, schema_editor):
    execute(schema_editor, [WITHOUT_FUNCTION])


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0019_write_at_once")]

    operations = [migrations.RunPython(create, drop)]
