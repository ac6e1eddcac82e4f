"""PostgreSQL's candidates from a function whose plan a connection keeps; since 0020 one call serves a whole search."""

from importlib import import_module

from django.db import migrations

likeliest = import_module("cms.knowledge.migrations.0017_likeliest")

FUNCTION = """
    CREATE FUNCTION knowledge_recalled(
        expressions tsquery[], worths float8[], for_partners bigint[], for_audience text, in_generation integer,
        of_kinds text[], at_moment timestamptz, at_most integer
    ) RETURNS TABLE (id bigint, kind varchar, object_id bigint, digest varchar, offered boolean, partner_id bigint)
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
    #variable_conflict use_column
    BEGIN
        RETURN QUERY
        SELECT entry.id, entry.kind, entry.object_id, entry.digest, holds.offered, holds.partner_id
        FROM (
            SELECT entry.id, sum(wanted.worth) AS worth
            FROM unnest(expressions, worths) AS wanted (expression, worth)
            JOIN knowledge_entry AS entry ON entry.tokens @@ wanted.expression
            WHERE entry.audience = for_audience AND entry.generation = in_generation AND entry.kind = ANY(of_kinds)
            AND (entry.starts_at IS NULL OR entry.starts_at <= at_moment)
            AND (entry.ends_at IS NULL OR entry.ends_at > at_moment)
            GROUP BY entry.id ORDER BY worth DESC, entry.id LIMIT at_most
        ) AS found
        JOIN knowledge_entry AS entry ON entry.id = found.id
        JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id = ANY(for_partners)
        ORDER BY found.worth DESC, entry.id;
    END $$
"""
WITHOUT_FUNCTION = (
    "DROP FUNCTION knowledge_recalled(tsquery[], float8[], bigint[], text, integer, text[], timestamptz, integer)"
)


def create(apps, schema_editor):
    likeliest.execute(schema_editor, [FUNCTION, likeliest.WITHOUT_FUNCTION])


def drop(apps, schema_editor):
    likeliest.execute(schema_editor, [likeliest.FUNCTION, WITHOUT_FUNCTION])


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0017_likeliest")]

    operations = [migrations.RunPython(create, drop)]
