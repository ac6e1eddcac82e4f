"""The walk of the wrong person: every address of staff and machines, with a real object of another partner."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.walks.addresses import addresses
from tests.walks.ways import CLERKS, WAYS, WRONG, Way, register
from tests.walks.world import MARK, World, make_world

pytestmark = pytest.mark.postgres

WALKED = ("admin/", "desk/", "api/", "dokumente/")
# Rows that say who was there and not what was changed
TRACES = {"axes", "sessions", "django_tasks"}
TRACE_MODELS = {"wagtailadmin.editingsession", "accounts.attempt", "accounts.knock", "organisation.townhallchange"}


def way_to(name: str) -> Way | None:
    if name in WAYS:
        return WAYS[name]
    if "_modeladmin_" in name:
        model, verb = name.split("_", 1)[1].split("_modeladmin_")
        return register(model, verb)
    return None


def every_name() -> list[str]:
    return sorted({name for path, name in addresses() if path.startswith(WALKED)})


def test_every_address_has_a_way():
    """Whoever adds an address to staff's or machines' screens says in ways.py how it is tried."""
    missing = [name for name in every_name() if way_to(name) is None]

    assert missing == []


def test_no_way_leads_to_an_address_that_is_gone():
    assert sorted(set(WAYS) - set(every_name())) == []


@pytest.fixture
def world(db) -> World:
    return make_world()


def rows() -> dict[str, Counter]:
    """Every row of every table that says something about the town."""
    return {
        model._meta.label_lower: Counter(map(repr, model._base_manager.order_by().values_list()))
        for model in apps.get_models()
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in TRACES
        and model._meta.label_lower not in TRACE_MODELS
    }


def address_of(name: str, way: Way, world: World) -> str:
    return way.at or reverse(name, args=way.args(world)) + (f"?{way.query}" if way.query else "")


def wrong_ones(way: Way) -> list[str]:
    return [who for who in way.strangers or (CLERKS if way.right == "karl" else WRONG) if who != way.right]


def ask(client: Client, method: str, address: str, data: dict | None = None) -> HttpResponse:
    """A refusal that comes as an exception is a refusal."""
    with transaction.atomic():
        response = getattr(client, method)(address, data)
        transaction.set_rollback(True)
    return response


def seen(response: HttpResponse) -> bool:
    """Whether a response shows something of the marked partner."""
    if response.streaming:
        return True
    return MARK in response.content.decode(errors="replace")


def faults_of(name: str, world: World) -> list[str]:
    """What is wrong with one address, in sentences."""
    way, found = way_to(name), []
    address = address_of(name, way, world)
    data = {}
    if way.right not in {"", "any"}:
        right = world.at_desk(way.right)
        response = right.get(address) if way.looks else None
        if response is not None and response.status_code != 200:
            found.append(f"{name}: the right person gets {response.status_code}")
        if way.post is not None:
            data = way.post(world, response)
            with transaction.atomic():
                before = rows()
                done = right.post(address, data)
                changed = rows() != before
                transaction.set_rollback(True)
            if not changed:
                errors = ""
                if done.status_code == 200 and done.context is not None:
                    errors = str(getattr(done.context.get("form"), "errors", ""))
                found.append(f"{name}: a valid POST changes nothing ({done.status_code}) {errors}")
    for who in wrong_ones(way):
        client = world.at_desk(who)
        secret = who not in way.may_see and "everybody" not in way.may_see
        if secret and seen(ask(client, "get", address)):
            found.append(f"{name}: {who} sees it")
        with transaction.atomic():
            before = rows()
            response = client.post(address, data)
            after = rows()
            transaction.set_rollback(True)
        if before != after:
            tables = [table for table in after if after[table] != before[table]]
            found.append(f"{name}: {who} changes {', '.join(tables)}")
        if secret and seen(response):
            found.append(f"{name}: {who} sees it in the answer to a POST")
    return found


@pytest.mark.slow
@pytest.mark.django_db
def test_the_wrong_person_sees_and_changes_nothing(world):
    found = [fault for name in every_name() for fault in faults_of(name, world)]

    assert "\n".join(found) == ""


@pytest.mark.slow
@pytest.mark.django_db
def test_the_walk_notices_a_view_without_its_guard(world, monkeypatch):
    """Proves that the walk can fail."""
    from cms.organisation import admin

    monkeypatch.setattr(admin, "may_edit", lambda user, row: True)

    found = faults_of("organisation_office_modeladmin_edit", world)

    assert any("wrong sees it" in fault for fault in found)
    assert any("wrong changes organisation.office" in fault for fault in found)
