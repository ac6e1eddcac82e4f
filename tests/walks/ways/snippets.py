"""The ways through snippets: case types, shaped in drafts and released by a second person."""

from __future__ import annotations

from django.http import HttpResponse

from tests.walks.ways.way import Way, a_list, nothing, sends, these, thing, with_power
from tests.walks.world import World
from tests.workflows.cases.type_forms import bulky_waste, type_form
from workflows.cases.exchange import packed

TYPE = "wagtailsnippets_cases_casetype"
REASON = sends(comment="So nicht.")


def changed(world: World, seen: HttpResponse) -> dict:
    case_type = world.things["case type"]
    data = bulky_waste(name={"de": "Neuer Name", "en": "New name"})
    return type_form(data, slug=case_type.slug, partner=world.partner.pk)


def another(world: World, seen: HttpResponse) -> dict:
    return type_form(bulky_waste(), slug="neu", partner=world.partner.pk)


def from_a_file(world: World, seen: HttpResponse) -> dict:
    return {"text": packed(world.things["case type"]), "slug": "neu", "partner": world.partner.pk}


WAYS: dict[str, Way | list[Way]] = {
    f"{TYPE}:list": a_list(),
    f"{TYPE}:list_results": a_list(),
    # Departments of every partner may do a step; everybody reads in the town halls what they are called.
    f"{TYPE}:add": a_list(post=another, shows="", may_see=("wrong",)),
    f"{TYPE}:import": a_list(post=from_a_file, shows=""),
    f"{TYPE}:edit": Way(thing("case type"), post=changed),
    f"{TYPE}:export": Way(thing("case type")),
    f"{TYPE}:play": Way(thing("case type")),
    f"{TYPE}:usage": Way(thing("case type")),
    f"{TYPE}:history": Way(thing("case type")),
    f"{TYPE}:history_results": Way(thing("case type"), shows=""),
    f"{TYPE}:preview_on_add": a_list(post=another, shows=""),
    f"{TYPE}:preview_on_edit": Way(thing("case type"), post=changed, shows=""),
    f"{TYPE}:revisions_view": Way(these("case type", "type revision")),
    f"{TYPE}:revisions_revert": Way(these("case type", "type revision"), post=changed),
    f"{TYPE}:revisions_compare": Way(these("case type", "earliest", "latest")),
    f"{TYPE}:workflow_action": [
        Way(
            these("waiting type", verb, "type task state"),
            right="approver",
            post=REASON,
            looks=False,
        )
        for verb in ("approve", "reject")
    ],
    f"{TYPE}:collect_workflow_action_data": Way(
        these("waiting type", "reject", "type task state"),
        right="approver",
        post=REASON,
        changes=False,
        shows="",
    ),
    f"{TYPE}:confirm_workflow_cancellation": Way(thing("waiting type"), shows=""),
    f"{TYPE}:workflow_preview": Way(these("waiting type", "type task"), right="approver"),
    f"{TYPE}:workflow_history": Way(thing("waiting type")),
    f"{TYPE}:workflow_history_detail": Way(these("waiting type", "type workflow state")),
    # Nobody deletes, locks or publishes one in daily work.
    f"{TYPE}:delete": with_power(thing("case type"), post=nothing),
    f"{TYPE}:lock": with_power(thing("case type"), post=nothing, looks=False),
    f"{TYPE}:unlock": with_power(thing("locked type"), post=nothing, looks=False),
    f"{TYPE}:unpublish": with_power(thing("live type"), post=nothing),
    f"{TYPE}:revisions_unschedule": with_power(these("planned type", "planned type revision"), post=nothing),
}
