"""The walk of the wrong person: every address of staff and machines, with a real object of another partner."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path, resolve

from kuemmerer import urls
from tests.walks.addresses import Address, addresses, forms_on
from tests.walks.ways import WAYS, Way, ways_to
from tests.walks.world import MARK, World
from tests.walks.writes import LOGS, changed_by

pytestmark = pytest.mark.postgres

WALKED = ("admin/", "desk/", "api/", "dokumente/")
WALKED_ADDRESSES = [address for address in addresses() if address.route.startswith(WALKED)]


def without_a_way(among: list[Address]) -> list[str]:
    return [one.name for one in among if one.route.startswith(WALKED) and not ways_to(one.name)]


def test_every_address_has_a_way():
    """Whoever adds an address to staff's or machines' screens says in ways/ how it is tried."""
    assert without_a_way(addresses()) == []


def test_an_address_without_a_way_is_noticed():
    """Proves that the test above can fail."""
    with_one_more = [*urls.urlpatterns, path("desk/neu/", urls.RedirectView.as_view(), name="new")]

    assert without_a_way(addresses(with_one_more)) == ["new"]


def test_no_way_leads_to_an_address_that_is_gone():
    assert sorted(set(WAYS) - {address.name for address in WALKED_ADDRESSES}) == []


@pytest.mark.parametrize("address", WALKED_ADDRESSES, ids=lambda address: address.name)
def test_the_wrong_person_sees_and_changes_nothing(world, address):
    faults = [fault for way in ways_to(address.name) for fault in faults_of(address, way, world)]

    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def faults_of(address: Address, way: Way, world: World) -> list[str]:
    """What is wrong with one address, in sentences."""
    asked = way.leads_to(address.name, world)
    found, data = of_the_right_one(asked, way, world) if way.right else ([], {})
    for who in way.strangers:
        found += of_a_wrong_one(asked, way, world, who, data)
    if resolve(asked.partition("?")[0]).route != address.route:
        found.append("leads elsewhere")
    return [f"{asked}: {fault}" for fault in found]


def of_the_right_one(asked: str, way: Way, world: World) -> tuple[list[str], dict]:
    """She gets there, sees the mark, and what she sends changes something; without that the rest proves nothing."""
    found, data, seen = [], {}, None
    client = world.at_desk(way.right)
    if way.looks:
        seen = client.get(asked)
        if seen.status_code != way.answers:
            found.append(f"{way.right} gets {status(seen)}")
        elif way.shows and not words_around(way.shows, seen, asked):
            found.append(f"{way.right} does not see the mark")
        elif way.post is None and sends_something(seen, asked):
            found.append("there is a form, and the way does not say what is sent")
    if way.post is not None:
        data = way.post(world, seen)
        done, changed = changed_by(lambda: send(client, asked, way, data))
        if way.changes and not set(changed) - LOGS:
            found.append(f"what {way.right} sends changes nothing: {status(done)}")
        if not way.changes and (changed := set(changed) - LOGS):  # that somebody looked for something is recorded
            found.append(f"what {way.right} sends changes {', '.join(changed)}")
        if done.status_code >= 400:
            found.append(f"what {way.right} sends is answered with {status(done)}")
    return found, data


def of_a_wrong_one(asked: str, way: Way, world: World, who: str, data: dict) -> list[str]:
    found = []
    client = world.at_desk(who)
    asks = {"GET": lambda: client.get(asked), "POST": lambda: send(client, asked, way, data)}
    for method, ask in asks.items():
        response, changed = changed_by(ask)
        if changed := [table for table in changed if table not in way.own]:
            found.append(f"{who} changes {', '.join(changed)} by {method}")
        if response.status_code >= 500 and way.answers < 500:
            found.append(f"{who} gets {status(response)} by {method}")
        if who in way.may_see:
            continue
        if response.status_code == 200 and not way.open:
            found.append(f"{who} is let in by {method}")
        sent_it = method == "POST" and MARK in str(data)
        if not sent_it and (words := words_around(MARK, response, asked)):
            found.append(f"{who} sees it by {method}: {words}")
    return found


def send(client: Client, asked: str, way: Way, data: dict) -> HttpResponse:
    for value in data.values():
        if hasattr(value, "seek"):  # a file is sent by everybody anew
            value.seek(0)
    return client.post(asked, **({"data": b"", "content_type": "application/json"} if way.bare else {"data": data}))


def words_around(mark: str, response: HttpResponse, asked: str) -> str:
    """The words around a mark in an answer, unless it was in the question already; nothing if it is not there."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    answer = content.decode(errors="replace") + "\n".join(response.headers.values())
    found = re.search(rf".{{0,60}}{mark}.{{0,20}}", answer.replace(asked, ""), re.IGNORECASE)
    return found[0].strip() if found else ""


def sends_something(response: HttpResponse, asked: str) -> bool:
    if response.streaming:
        return False
    here = asked.partition("?")[0]
    return any(form.get("action", "").partition("?")[0] in {"", here} for form in forms_on(response))


def status(response: HttpResponse) -> str:
    """How a request ended, with what a form found wrong."""
    if raised := getattr(response, "exc_info", None):
        return f"{response.status_code} {raised[1]!r}"
    forms = [] if response.context is None else [response.context.get("form")]
    return " ".join([str(response.status_code), *(form.errors.as_json() for form in forms if hasattr(form, "errors"))])


@pytest.mark.parametrize(
    ("name", "guard", "opened", "told"),
    [
        (
            "organisation_office_modeladmin_delete",
            "cms.organisation.admin.may_edit",
            lambda user, row: True,
            ["wrong is let in by GET", "wrong sees it by GET", "wrong changes"],
        ),
        (
            "desk:case",
            "workflows.cases.querysets.CaseQuerySet.visible_to",
            lambda cases, user: cases,
            ["clerk of another partner is let in by GET", "clerk of another partner sees it by GET"],
        ),
        (
            "wagtailadmin_api:images:listing",
            "cms.pages.concerns.files_of",
            lambda policy, user: policy.model.objects.all(),
            ["wrong sees it by GET", "wrong approver sees it by GET"],
        ),
    ],
)
def test_the_walk_notices_a_view_without_its_guard(world, monkeypatch, name, guard, opened, told):
    """Proves that the walk can fail."""
    [address] = [address for address in WALKED_ADDRESSES if address.name == name]
    monkeypatch.setattr(guard, opened)

    faults = [fault for way in ways_to(name) for fault in faults_of(address, way, world)]

    for sentence in told:
        assert any(sentence in fault for fault in faults), faults
