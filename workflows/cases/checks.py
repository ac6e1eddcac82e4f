"""What must be true of the engine before anything starts: locks, no inherited flow, no timer, IMMEDIATE on SQLite."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import Error, register
from viewflow.workflow import flow, lock

from . import flows
from .definition import Kind
from .models import BY_HAND, FOR_THE_CITIZEN


@register("cases")
def flows_are_safe(app_configs=None, **options) -> list[Error]:
    faults = []
    for flow_class in concrete_flows(flow.Flow):
        name = f"{flow_class.__module__}.{flow_class.__qualname__}"
        if isinstance(flow_class.lock_impl, lock.NoLock):
            faults.append(
                Error(
                    f"{name} has no lock: several people could finish the same step.",
                    hint="lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)",
                    id="cases.E001",
                )
            )
        if any(base in concrete_flows(flow.Flow) for base in flow_class.__mro__[1:]):
            faults.append(
                Error(
                    f"{name} inherits from another flow: both would share its nodes.",
                    hint="Put what they have in common into plain functions.",
                    id="cases.E002",
                )
            )
        for node in flow_class.instance.nodes():
            if isinstance(node, flow.Timer) or node._boundary_events:
                faults.append(
                    Error(
                        f"{name}.{node.name} has a timer of the engine: it would go off after its task was cancelled.",
                        hint="Deadlines are rows of ours (workflows.cases.models.Deadline).",
                        id="cases.E004",
                    )
                )
            if node.task_type == "HUMAN" and (node._on_create is None or node._owner_permission is None):
                faults.append(
                    Error(
                        f"{name}.{node.name} stands in no inbox, or everybody may do it.",
                        hint=".Permission(steps.permission_to_work).onCreate(this.hand_out)",
                        id="cases.E005",
                    )
                )
    return faults


@register("cases")
def every_kind_of_step_has_its_node(app_configs=None, **options) -> list[Error]:
    """The route knows where each kind of step is done; what it does not know it would close."""
    known = {condition.node for _node, condition in flows.CaseFlow.instance.route._activate_next if condition}
    needed = {kind.value for kind in Kind} - {Kind.CLOSE.value} | {BY_HAND, FOR_THE_CITIZEN, "acknowledge"}
    return [
        Error(f"A step of the kind {kind!r} has no node and would end the case.", id="cases.E006")
        for kind in sorted(needed - known)
    ]


@register("cases")
def sqlite_waits_at_the_start(app_configs=None, **options) -> list[Error]:
    return faults_of_databases(settings.DATABASES)


def faults_of_databases(databases: dict[str, dict]) -> list[Error]:
    return [
        Error(
            f"The database {alias!r} is SQLite without IMMEDIATE transactions: writers would fail in the middle.",
            hint='OPTIONS = {"transaction_mode": "IMMEDIATE", …}',
            id="cases.E003",
        )
        for alias, database in databases.items()
        if database["ENGINE"].endswith("sqlite3") and database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE"
    ]


def concrete_flows(parent: type[flow.Flow]) -> Iterator[type[flow.Flow]]:
    """Every flow class of an installed app of ours that has been imported, with those that inherit from it."""
    for flow_class in parent.__subclasses__():
        if flow_class.__module__.startswith("workflows."):
            yield flow_class
        yield from concrete_flows(flow_class)
