"""The ways through snippets, written in drafts and released by a second person: case types and everyday words."""

from __future__ import annotations

from django.http import HttpResponse

from cms.knowledge.word_files import WordFile, plan_import
from tests.walks.ways.way import WRONG, Post, Way, a_list, nothing, sends, these, thing, with_power
from tests.walks.world import World
from tests.workflows.cases.type_forms import bulky_waste, type_form
from workflows.cases.exchange import packed

TYPE = "wagtailsnippets_cases_casetype"
WORD = "wagtailsnippets_knowledge_everydayword"
REASON = sends(comment="So nicht.")


def changed(world: World, seen: HttpResponse) -> dict:
    case_type = world.things["case type"]
    data = bulky_waste(name={"de": "Neuer Name", "en": "New name"})
    return type_form(data, slug=case_type.slug, partner=world.partner.pk)


def another(world: World, seen: HttpResponse) -> dict:
    return type_form(bulky_waste(), slug="neu", partner=world.partner.pk)


def from_a_file(world: World, seen: HttpResponse) -> dict:
    return {"text": packed(world.things["case type"]), "slug": "neu", "partner": world.partner.pk}


def a_word(words: str) -> Post:
    return lambda world, seen: {
        "kind": "one_way",
        "words": words,
        "means": "Carport",
        "page": "",
        "partner": world.partner.pk,
        "action-submit": "on",
    }


def words_from_a_file(world: World, seen: HttpResponse) -> dict:
    """As it stands in the form after she has seen what would happen."""
    text = f"Was die Leute sagen;Meint diese Wörter;Partner\nSchuppendach;Carport;{world.partner}\n"
    return {"text": text, "shown": plan_import(WordFile(text), user=world.people["editor"]).fingerprint}


WORDS: dict[str, Way | list[Way]] = {
    f"{WORD}:list": a_list(),
    f"{WORD}:list_results": a_list(),
    f"{WORD}:add": a_list(post=a_word("Schuppendach"), shows=""),
    f"{WORD}:import": a_list(post=words_from_a_file, shows=""),
    f"{WORD}:export": a_list(),
    f"{WORD}:edit": Way(thing("word"), post=a_word("Schuppendach")),
    f"{WORD}:inspect": Way(thing("word")),
    f"{WORD}:usage": Way(thing("word")),
    f"{WORD}:end": [
        Way(thing("word"), post=nothing),
        Way(thing("live word"), right="approver", post=nothing, shows="", strangers=(*WRONG, "plain", "editor")),
    ],
    f"{WORD}:history": Way(thing("word")),
    f"{WORD}:history_results": Way(thing("word"), shows=""),
    f"{WORD}:revisions_revert": Way(these("word", "word revision"), post=a_word("Schuppendach")),
    f"{WORD}:revisions_compare": Way(these("word", "earliest", "latest")),
    f"{WORD}:workflow_action": [
        Way(these("waiting word", verb, "word task state"), right="approver", post=REASON, looks=False)
        for verb in ("approve", "reject")
    ],
    f"{WORD}:collect_workflow_action_data": Way(
        these("waiting word", "reject", "word task state"), right="approver", post=REASON, changes=False, shows=""
    ),
    f"{WORD}:confirm_workflow_cancellation": Way(thing("waiting word"), shows=""),
    f"{WORD}:workflow_history": Way(thing("waiting word")),
    f"{WORD}:workflow_history_detail": Way(these("waiting word", "word workflow state")),
    # Nobody deletes, locks or publishes one in daily work; it is withdrawn or discarded.
    f"{WORD}:delete": with_power(thing("word"), post=nothing),
    f"{WORD}:lock": with_power(thing("word"), post=nothing, looks=False),
    f"{WORD}:unlock": with_power(thing("locked word"), post=nothing, looks=False),
    f"{WORD}:unpublish": with_power(thing("live word"), post=nothing),
    f"{WORD}:revisions_unschedule": with_power(these("planned word", "planned word revision"), post=nothing),
}
WAYS: dict[str, Way | list[Way]] = {
    **WORDS,
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
