"""PostgreSQL's candidates from an index of their audience, and only as many sorted as are wanted.

Half of what the index of all tokens found was the other audience's and had to be read to be left out. The function keeps
its name: what it returns is the same, so web workers of the release before may ask it too.
"""

from importlib import import_module

from django.db import migrations

before = import_module("cms.knowledge.migrations.0020_recalled_at_once")
execute = before.execute

AUDIENCES = ("public", "agent")

# The audience is written out, since a plan that is kept uses no index of an audience that it does not know.
LIKELIEST = """
    RETURN QUERY
    SELECT entry.id, entry.kind, entry.object_id, entry.digest, holds.offered, holds.partner_id
    FROM (
        SELECT DISTINCT likely.id
        FROM unnest(at_most) WITH ORDINALITY AS asker (most, number)
        CROSS JOIN LATERAL (
            SELECT entry.id
            FROM unnest(expressions, worths, asked_by) AS wanted (expression, worth, asker)
            JOIN knowledge_entry AS entry ON entry.tokens @@ wanted.expression
            WHERE wanted.asker = asker.number AND entry.audience = '{audience}' AND entry.generation = in_generation
            AND entry.kind = ANY(of_kinds)
            AND (entry.starts_at IS NULL OR entry.starts_at <= at_moment)
            AND (entry.ends_at IS NULL OR entry.ends_at > at_moment)
            GROUP BY entry.id ORDER BY sum(wanted.worth) DESC, entry.id LIMIT asker.most
        ) AS likely
    ) AS found
    JOIN knowledge_entry AS entry ON entry.id = found.id
    JOIN knowledge_entrypartner AS holds ON holds.entry_id = entry.id AND holds.partner_id = ANY(for_partners)
    ORDER BY entry.id;
"""
FUNCTION = f"""
    CREATE OR REPLACE FUNCTION knowledge_recalled(
        expressions tsquery[], worths float8[], asked_by integer[], at_most integer[], for_partners bigint[],
        for_audience text, in_generation integer, of_kinds text[], at_moment timestamptz
    ) RETURNS TABLE (id bigint, kind varchar, object_id bigint, digest varchar, offered boolean, partner_id bigint)
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
    #variable_conflict use_column
    BEGIN
        IF for_audience = '{AUDIENCES[0]}' THEN {LIKELIEST.format(audience=AUDIENCES[0])}
        ELSIF for_audience = '{AUDIENCES[1]}' THEN {LIKELIEST.format(audience=AUDIENCES[1])}
        END IF;
    END $$
"""
INDEXES = [
    f"CREATE INDEX knowledge_entry_tokens_{audience} ON knowledge_entry USING gin (tokens)"
    f" WITH (fastupdate = off) WHERE audience = '{audience}'"
    for audience in AUDIENCES
]
ONE_INDEX = "CREATE INDEX knowledge_entry_tokens ON knowledge_entry USING gin (tokens) WITH (fastupdate = off)"


# To drop an index takes this lock; taken only then, a release begun meanwhile would wait for us and we for it.
ALONE = "LOCK TABLE knowledge_entry IN ACCESS EXCLUSIVE MODE"


def apart(apps, schema_editor):
    execute(schema_editor, [ALONE, *INDEXES, FUNCTION, "DROP INDEX knowledge_entry_tokens"])


def together(apps, schema_editor):
    execute(schema_editor, [ALONE, ONE_INDEX, before.WITHOUT_FUNCTION, before.FUNCTION])
    execute(schema_editor, [f"DROP INDEX knowledge_entry_tokens_{audience}" for audience in AUDIENCES])


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0020_recalled_at_once")]

    operations = [migrations.RunPython(apart, together)]
