"""How PostgreSQL found the likeliest entries until 0018, and the tokens of titles that this asks for."""

from django.db import migrations

FUNCTION = """
    CREATE FUNCTION knowledge_likeliest(
        expressions tsquery[], worths float8[], for_audience text, in_generation integer, of_kinds text[],
        at_moment timestamptz, at_most integer
    ) RETURNS TABLE (id bigint, worth float8) LANGUAGE sql STABLE SET enable_seqscan = off AS $$
        SELECT entry.id, sum(wanted.worth) AS worth
        FROM unnest(expressions, worths) AS wanted (expression, worth)
        JOIN knowledge_entry AS entry ON entry.tokens @@ wanted.expression
        WHERE entry.audience = for_audience AND entry.generation = in_generation AND entry.kind = ANY(of_kinds)
        AND (entry.starts_at IS NULL OR entry.starts_at <= at_moment)
        AND (entry.ends_at IS NULL OR entry.ends_at > at_moment)
        GROUP BY entry.id ORDER BY worth DESC, entry.id LIMIT at_most
    $$
"""
WITHOUT_FUNCTION = "DROP FUNCTION knowledge_likeliest(tsquery[], float8[], text, integer, text[], timestamptz, integer)"
TOKENS_OF_TITLES = """
    UPDATE knowledge_entry SET tokens = tokens || array_to_tsvector(ARRAY(
        SELECT '=' || lexeme FROM unnest(tokens) WHERE weights && ARRAY['A', 'B']
    ))
"""
WITHOUT_TOKENS = """
    UPDATE knowledge_entry SET tokens = ts_delete(tokens, ARRAY(
        SELECT lexeme FROM unnest(tokens) WHERE starts_with(lexeme, '=')
    ))
"""


def create(apps, schema_editor):
    execute(schema_editor, [FUNCTION, TOKENS_OF_TITLES])


def drop(apps, schema_editor):
    execute(schema_editor, [WITHOUT_FUNCTION, WITHOUT_TOKENS])


def execute(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0016_following")]

    operations = [migrations.RunPython(create, drop)]
