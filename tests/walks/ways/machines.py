"""The ways of machines: they read what citizens read, and change nothing."""

from __future__ import annotations

from tests.walks.ways.way import closed, page, public, thing
from tests.walks.world import COMMON

OF_A = {"query": "partner=a"}

WAYS = {
    "v1:index": public(shows=""),
    "v1:docs": public(shows=""),
    "v1:schema": public(shows=""),
    "v1:partners": public(shows=""),
    "v1:partner": public(lambda w: [w.partner.slug], shows=""),
    "v1:places": public(),
    "v1:topics": public(**OF_A, shows=COMMON),
    "v1:life-situations": public(**OF_A, shows=COMMON),
    "v1:services": public(**OF_A, shows=""),
    "v1:service": public(lambda w: [w.pages["service"].slug], **OF_A),
    "v1:departments": public(**OF_A),
    "v1:department": public(lambda w: [w.rows["department"].slug], **OF_A),
    "v1:offices": public(**OF_A),
    "v1:office": public(lambda w: [w.rows["office"].slug], **OF_A),
    "v1:notices": public(**OF_A, shows=""),
    "v1:search": public(query="partner=a&q=carport", shows="", own=("knowledge_loggedsearch",)),
    "v1:agent-search": public(query="partner=a&q=carport", answers=401, shows=""),
    "v1:case-types": public(**OF_A, shows=""),
    "v1:case-type": public(lambda w: ["frage-an-das-amt"], **OF_A, shows=""),
    "v1:cases": public(looks=False, shows=""),
    "v1:promise": public(looks=False, shows=""),
    # Whatever a network sends is counted before it is read.
    "v1:files": public(looks=False, shows="", own={"accounts_tally"}),
    # The number alone reveals state and date; what is tried is counted.
    "v1:case": public(lambda w: [w.things["case"].reference], shows="", own=("accounts_tally",)),
    "v1:case-content": public(lambda w: [w.things["case"].reference], looks=False, shows="", own=("accounts_tally",)),
    "v1:items": public(answers=401, shows=""),
    "v1:item": public(lambda w: [w.things["item"].pk], answers=401, shows=""),
    "v1:item-file": public(lambda w: [w.things["item"].pk, w.things["file at a case"].pk], answers=401, shows=""),
    "v1:item-take": public(lambda w: [w.things["item"].pk], looks=False, shows=""),
    "v1:item-answer": public(lambda w: [w.things["item"].pk], looks=False, shows=""),
    "v1:item-hand-back": public(lambda w: [w.things["item"].pk], looks=False, shows=""),
    "v1:suggest": public(query="partner=a&q=carp", shows=""),
    "(api/)": public(at="/api/gibt-es-nicht/", answers=404, shows=""),
    "wagtailapi:pages:listing": public(shows=""),
    "wagtailapi:pages:find": public(answers=404, shows=""),
    "wagtailapi:pages:detail": [public(page("live"), shows=""), closed(page("draft"))],
    "wagtailapi:images:listing": public(shows=""),
    "wagtailapi:images:find": public(answers=404, shows=""),
    "wagtailapi:images:detail": [public(thing("public image"), shows=""), closed(thing("image"))],
    "wagtailapi:documents:listing": public(shows=""),
    "wagtailapi:documents:find": public(answers=404, shows=""),
    "wagtailapi:documents:detail": [public(thing("public document"), shows=""), closed(thing("document"))],
}
