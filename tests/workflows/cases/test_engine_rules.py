"""What must be true of the engine: a lock on every flow, no inherited flow, IMMEDIATE transactions on SQLite."""

from datetime import timedelta

import pytest
from django.http import Http404
from viewflow import this
from viewflow.workflow import flow, lock

from workflows.cases import checks
from workflows.cases.flows import CaseFlow, no_screen
from workflows.cases.models import CaseProcess

NODES = [
    *("start", "route", "triage", "answer", "ask_departments", "consult", "join", "gather", "approve", "inform"),
    *("acknowledge", "wait_for_citizen", "reply", "reply_by_hand", "close", "end"),
]


def faults_of(monkeypatch, *flow_classes) -> list[str]:
    monkeypatch.setattr(checks, "concrete_flows", lambda parent: iter(flow_classes))
    return [fault.id for fault in checks.flows_are_safe()]


def test_our_flow_is_safe():
    assert CaseFlow in set(checks.concrete_flows(flow.Flow))
    assert checks.flows_are_safe() == []
    assert checks.sqlite_waits_at_the_start() == []


def test_the_names_of_the_nodes_stay():
    assert sorted(node.name for node in CaseFlow.instance.nodes()) == sorted(NODES)


def test_a_flow_without_a_lock_is_refused(monkeypatch):
    class UnlockedFlow(flow.Flow):
        process_class = CaseProcess
        start = flow.StartHandle().Next(this.end)
        end = flow.End()

    assert faults_of(monkeypatch, UnlockedFlow) == ["cases.E001"]


def test_a_flow_that_inherits_from_another_is_refused(monkeypatch):
    class ParentFlow(flow.Flow):
        process_class = CaseProcess
        lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)
        start = flow.StartHandle().Next(this.end)
        end = flow.End()

    class ChildFlow(ParentFlow):
        pass

    monkeypatch.setattr(checks, "concrete_flows", lambda parent: iter([ParentFlow, ChildFlow]))
    assert [fault.id for fault in checks.flows_are_safe()] == ["cases.E002"]


def test_timers_of_the_engine_and_work_in_no_inbox_are_refused(monkeypatch):
    class TimedFlow(flow.Flow):
        process_class = CaseProcess
        lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)
        start = flow.StartHandle().Next(this.wait)
        wait = flow.Timer(timedelta(days=1)).Next(this.work)
        work = flow.View(no_screen).Next(this.end)
        end = flow.End()

    assert faults_of(monkeypatch, TimedFlow) == ["cases.E004", "cases.E005"]


def test_a_kind_of_step_without_a_node_is_refused(monkeypatch):
    assert checks.every_kind_of_step_has_its_node() == []

    monkeypatch.setattr(checks, "FOR_THE_CITIZEN", "wait_for_godot")
    assert [fault.id for fault in checks.every_kind_of_step_has_its_node()] == ["cases.E006"]


def test_sqlite_that_does_not_wait_at_the_start_is_refused():
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}}

    assert [fault.id for fault in checks.faults_of_databases(databases)] == ["cases.E003"]


def test_the_engine_has_no_screens(rf):
    with pytest.raises(Http404):
        no_screen(rf.get("/"))
