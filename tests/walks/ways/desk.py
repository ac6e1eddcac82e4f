"""The ways through the desk: agents answer for all partners; a department's work is its own."""

from __future__ import annotations

from django.urls import reverse

from cms.organisation import mailboxes
from tests.walks.addresses import filled
from tests.walks.ways.way import Way, a_list, closed, nothing, thing
from tests.walks.world import World
from workflows.cases import by_mail

NOT_AT_WORK = ("editor", "wrong", "wrong approver", "central", "nobody")
AT_NO_DESK = (*NOT_AT_WORK, "karl")
OF_ANOTHER = ("clerk of another department", "clerk of another partner", "agent", "editor", "nobody")


def a_concern(world: World, seen) -> dict:
    return filled(seen, concern="Darf ich?", reply_channel="none")


def typed(world: World, seen) -> dict:
    return {"partner": world.partner.slug, "q": "carport"}


def card(world: World) -> list:
    return [world.partner.slug, world.pages["service"].slug]


def having_forwarded(world: World) -> list:
    """The number and the code stand there for whom they were told."""
    asked, client = reverse("desk:forward", args=card(world)), world.at_desk("agent")
    client.post(asked, a_concern(world, client.get(asked)))
    return []


def link_to_a_case(world: World) -> list:
    return [by_mail.address_of(world.things["case by mail"], world.things["seatless department"]).split("/")[-2]]


def link_to_confirm(world: World) -> list:
    return [mailboxes.confirmation_address(world.things["unconfirmed department"]).split("/")[-2]]


WAYS = {
    "desk:home": Way(right="agent", looks=False, open=True),
    "desk:knowledge": Way(right="agent", strangers=AT_NO_DESK, query="partner=a", post=typed, shows=""),
    "desk:results": Way(right="agent", strangers=AT_NO_DESK, post=typed, changes=False, looks=False),
    "desk:card": Way(card, right="agent", strangers=AT_NO_DESK),
    "desk:other_card": Way(
        lambda w: [w.partner.slug, "amt", w.rows["department"].pk], right="agent", strangers=AT_NO_DESK
    ),
    "desk:add_note": Way(card, right="agent", strangers=AT_NO_DESK, post=lambda w, seen: {"text": "Neu"}, looks=False),
    "desk:change_note": Way(
        lambda w: [*card(w), w.things["note"].pk],
        right="agent",
        strangers=AT_NO_DESK,
        post=lambda w, seen: {"text": "Neu"},
        looks=False,
    ),
    "desk:directory": Way(right="agent", strangers=AT_NO_DESK),
    "desk:bulletins": Way(right="agent", strangers=NOT_AT_WORK),
    "desk:mark_as_read": Way(
        lambda w: [w.things["bulletin"].pk], right="agent", strangers=NOT_AT_WORK, post=nothing, looks=False
    ),
    "desk:forward(partner)": Way(
        lambda w: [w.partner.slug], right="agent", strangers=AT_NO_DESK, post=a_concern, shows=""
    ),
    "desk:forward(partner, slug)": Way(card, right="agent", strangers=AT_NO_DESK, post=a_concern),
    "desk:forwarded": Way(having_forwarded, right="agent", strangers=AT_NO_DESK),
    # The link is the permission: whoever reads the mailbox has it, and a forged one opens nothing for anybody.
    "desk:by_mail": [
        Way(
            link_to_a_case,
            right="nobody",
            strangers=(),
            post=lambda w, seen: filled(seen, deed="answer", text="Ja."),
        ),
        closed(lambda w: [link_to_a_case(w)[0][:-4] + "aaaa"]),
    ],
    "desk:confirm_mailbox": [
        Way(link_to_confirm, right="nobody", strangers=(), post=nothing),
        closed(lambda w: [link_to_confirm(w)[0][:-4] + "aaaa"]),
    ],
    "desk:mails": Way(right="who allots", strangers=(*OF_ANOTHER, "karl")),
    "desk:mail": Way(
        lambda w: [w.things["mail"].pk],
        right="who allots",
        strangers=(*OF_ANOTHER, "karl"),
        post=lambda w, seen: {"deed": "leave"},
    ),
    "desk:proof": Way(right="administrator", shows=""),
    "desk:inbox": a_list(right="karl", strangers=OF_ANOTHER),
    "desk:lead": a_list(right="lead of the service", strangers=(*OF_ANOTHER, "karl")),
    "desk:find": Way(
        right="karl",
        strangers=OF_ANOTHER,
        post=lambda w, seen: {"words": "Geheim"},
        changes=False,
        shows="",
        open=True,
        own=("audit_event",),
    ),
    "desk:absence": Way(
        right="karl",
        # Whoever works for the same partner may stand in, so each may be named by each of them.
        strangers=tuple(who for who in OF_ANOTHER if who != "clerk of another department"),
        post=lambda w, seen: filled(
            seen, substitute=w.people["lead of the service"].pk, from_day="2099-06-01", until_day="2099-06-02"
        ),
        shows="",
        open=True,
    ),
    "desk:end_absence": Way(thing("absence"), right="karl", strangers=OF_ANOTHER, post=nothing, looks=False),
    "desk:several": Way(
        right="karl",
        strangers=OF_ANOTHER,
        post=lambda w, seen: {"item": w.things["item"].pk, "tun": "nehmen"},
        looks=False,
        open=True,
    ),
    "desk:take": Way(thing("item"), right="karl", strangers=OF_ANOTHER, post=nothing, looks=False),
    "desk:give_back": Way(thing("taken item"), right="karl", strangers=OF_ANOTHER, post=nothing, looks=False),
    "desk:case": Way(
        lambda w: [w.things["case"].reference],
        right="karl",
        strangers=OF_ANOTHER,
        post=lambda w, seen: {"deed": "answer", "item": w.things["item"].pk, "text": "Ja."},
    ),
    "desk:file": Way(
        lambda w: [w.things["case"].reference, w.things["file at a case"].pk],
        right="karl",
        strangers=OF_ANOTHER,
    ),
    "desk:present": Way(
        lambda w: [w.things["case"].reference], right="karl", strangers=OF_ANOTHER, post=nothing, looks=False
    ),
}
