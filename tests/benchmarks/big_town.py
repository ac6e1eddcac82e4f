"""A town with a million finished and a hundred thousand open cases, written by SQL in a few minutes.

Rows are as the doors leave them: a case, its course and tasks in the engine, its work items and their deadlines. Left
out is what no list reads: answers, letters, audit, and which task came before which.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connection

# The nodes of “Frage an das Amt”, from opening to the end: as many tasks has a finished case
NODES = ["start", "route", "answer", "route", "approve", "route", "reply", "route", "close", "end"]
TYPES = ["START", "SWITCH", "HUMAN", "SWITCH", "HUMAN", "SWITCH", "FUNCTION", "SWITCH", "FUNCTION", "END"]
TABLES = ("viewflow_task", "cases_workitem", "cases_case", "cases_deadline", "viewflow_process")
AT_ONCE = 2


@dataclass(frozen=True)
class Size:
    finished: int
    open: int
    departments: int
    people: int


def fill(size: Size, *, partner: int, versions: list[int], service: int) -> None:
    """Departments of very different sizes (the first has a tenth of everything), their people, and their cases.

    Every department has three of the kinds of concerns. The rows of each table are written by one of two connections,
    and so are its indexes, all at the end.
    """
    values = {
        "partner": partner,
        "versions": versions,
        "service": service,
        "departments": size.departments,
        "people": size.people,
        "finished": size.finished,
        "all": size.finished + size.open,
        "nodes": NODES,
        "types": TYPES,
        "tasks": len(NODES),
    }
    with connection.cursor() as cursor:
        indexes = _without_indexes(cursor)
        for statement in FIRST:
            cursor.execute(statement, values)
    by_two([(statement, values) for statement in EACH_ITS_TABLE])
    by_two([(definition, None) for definition in indexes])
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE made")
        for table in (*TABLES, "organisation_department", "accounts_user"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    by_two([(f"VACUUM ANALYZE {table}", None) for table in TABLES])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def by_two(statements: list[tuple[str, dict | None]]) -> None:
    """Each of two connections takes the next statement, as long as there are any."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _done in pool.map(_by_itself, statements):
            pass  # raises what a statement has raised


def _by_itself(statement: tuple[str, dict | None]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # foreign keys are right as they are made
            cursor.execute("SET maintenance_work_mem = '512MB'")
            cursor.execute(*statement)
    finally:
        connection.close()


def _without_indexes(cursor) -> list[str]:
    """Drop what can be made again at the end, in one go and much faster; returns how, the largest table first."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%(tables)s) AND indexname NOT IN"
        " (SELECT conname FROM pg_constraint) ORDER BY array_position(%(tables)s, tablename::text)",
        {"tables": list(TABLES)},
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]


FIRST = [
    "SELECT setseed(0.115)",
    """
    CREATE TEMP TABLE place AS SELECT 1000 + g AS id, g AS number FROM generate_series(1, %(departments)s) g
    """,
    """
    INSERT INTO organisation_department (id, partner_id, name, slug, description, mailbox, mailbox_confirmed,
                                         service_level)
    SELECT id, %(partner)s, 'Amt ' || number, 'amt-' || number, '', '', '', '' FROM place
    """,
    """
    INSERT INTO accounts_user (id, password, is_superuser, first_name, last_name, is_staff, is_active, date_joined,
                               email, external_id)
    SELECT 10000 + g, '!', false, 'Fachkraft', g::text, false, true, now(), 'fachkraft' || g || '@example.org', ''
    FROM generate_series(1, %(people)s) g
    """,
    # everybody in two departments; the first also in nineteen others, the last leads all
    """
    INSERT INTO organisation_membership (user_id, department_id, function)
    SELECT 10000 + g, 1001 + (g - 1 + s * 37) %% %(departments)s, 'member'
    FROM generate_series(1, %(people)s - 1) g, generate_series(0, 1) s
    """,
    """
    INSERT INTO organisation_membership (user_id, department_id, function)
    SELECT 10001, id, 'member' FROM place WHERE number <= 21 ON CONFLICT DO NOTHING
    """,
    """
    DELETE FROM organisation_membership WHERE user_id = 10001 AND department_id IN
    (SELECT department_id FROM organisation_membership WHERE user_id = 10001 ORDER BY department_id OFFSET 21)
    """,
    """
    INSERT INTO organisation_membership (user_id, department_id, function)
    SELECT 10000 + %(people)s, id, 'lead' FROM place
    """,
    """
    CREATE UNLOGGED TABLE made AS
    SELECT m.*, (%(versions)s::bigint[])[1 + (department + kind) %% cardinality(%(versions)s::bigint[])] AS version
    FROM (
    SELECT 10000000 + g AS id, g > %(finished)s AS is_open, random() < 0.4 AS is_taken, random() AS chance,
           floor(random() * 3)::int AS kind,
           1001 + floor(power(random(), 2.2) * %(departments)s)::int AS department,
           10001 + floor(random() * (%(people)s - 1))::int AS person,
           CASE WHEN g > %(finished)s THEN now() - random() * interval '20 days'
                ELSE now() - interval '30 days' - random() * interval '1000 days' END AS at
    FROM generate_series(1, %(all)s) g) m
    """,
    "ANALYZE made",
]
# Each writes one table; the first takes as long as the others together.
EACH_ITS_TABLE = [
    """
    INSERT INTO viewflow_task (id, flow_task, flow_task_type, status, created, started, finished, assigned, token,
                               owner_id, owner_permission, process_id, data)
    SELECT id * %(tasks)s + k, 'cases/flows.CaseFlow.' || (%(nodes)s::text[])[k], (%(types)s::text[])[k],
           CASE WHEN NOT is_open OR k < 3 THEN 'DONE' WHEN is_taken THEN 'ASSIGNED' ELSE 'NEW' END,
           at + k * interval '4 hours', CASE WHEN NOT is_open OR k < 3 THEN at + k * interval '4 hours' END,
           CASE WHEN NOT is_open OR k < 3 THEN at + k * interval '5 hours' END,
           CASE WHEN k IN (3, 5) AND (NOT is_open OR is_taken) THEN at + k * interval '4 hours' END, 'start',
           CASE WHEN k IN (3, 5) AND (NOT is_open OR is_taken) THEN person END,
           CASE WHEN k IN (3, 5) THEN 'cases.work_in_' || department || '_as_member' END, id, '{}'
    FROM made CROSS JOIN generate_series(1, %(tasks)s) k WHERE NOT is_open OR k <= 3
    """,
    """
    INSERT INTO viewflow_process (id, flow_class, status, created, finished, data, artifact_object_id)
    SELECT id, 'cases/flows.CaseFlow', CASE WHEN is_open THEN 'NEW' ELSE 'DONE' END, at,
           CASE WHEN NOT is_open THEN at + interval '2 days' END, '{}', id
    FROM made
    """,
    """
    INSERT INTO cases_case (id, reference, code_hash, version_id, partner_id, service_id, department_id, channel, state,
                            concern, answers, reply_channel, opened_at, promised_at, promise_reasons,
                            promise_department_id, answered_at, closed_at, times_reopened, is_confidential, asked_now,
                            handed_over, revision, process_id, position, outcome, wrong_codes)
    SELECT id, 'BIG-' || id, '', version, %(partner)s, %(service)s, department, 'web',
           CASE WHEN is_open THEN 'open' ELSE 'answered' END,
           'Darf ich an der Straße ' || id || ' einen Carport bauen?', '{}', 'none', at,
           at + interval '3 days', '[]', department,
           CASE WHEN NOT is_open THEN at + interval '2 days' END, CASE WHEN NOT is_open THEN at + interval '2 days' END,
           0, false, '[]', '{}', 1, id, CASE WHEN is_open THEN 2 ELSE 6 END,
           CASE WHEN is_open THEN '' ELSE 'answered' END, 0
    FROM made
    """,
    """
    INSERT INTO cases_workitem (id, case_id, version_id, task_id, step, position, department_id, function,
                                assignee_id, created_at, taken_at, due_at, done_at, done_by_id, outcome, is_ad_hoc)
    SELECT id * 2 + w, id, version, id * %(tasks)s + 3 + w * 2, (ARRAY['answer', 'approve'])[w + 1], 2 + w,
           department, 'member',
           CASE WHEN NOT is_open OR is_taken THEN person END, at, CASE WHEN NOT is_open OR is_taken THEN at END,
           at + (10 + 20 * chance) * interval '1 day', CASE WHEN NOT is_open THEN at + interval '1 day' END,
           CASE WHEN NOT is_open THEN person END, CASE WHEN is_open THEN '' ELSE 'done' END, false
    FROM made CROSS JOIN generate_series(0, 1) w WHERE NOT is_open OR w = 0
    """,
    """
    INSERT INTO cases_deadline (item_id, kind, due_at, closed_at, attempts, error)
    SELECT id * 2 + w, 'escalate',
           CASE WHEN is_open THEN '2098-11-20 12:00+00'::timestamptz
                ELSE at + (10 + 20 * chance) * interval '1 day' END,
           CASE WHEN NOT is_open THEN at + interval '1 day' END, 0, ''
    FROM made CROSS JOIN generate_series(0, 1) w WHERE NOT is_open OR w = 0
    """,
]
