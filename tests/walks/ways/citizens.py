"""The ways of citizens: what anybody may read, in every town hall and in every language."""

from __future__ import annotations

from tests.walks.ways.way import Args, Way, public
from tests.walks.world import World


def slug_of(kind: str, name: str) -> Args:
    return lambda world: [getattr(world, kind)[name].slug]


def nothing_there(world: World) -> list:
    return ["gibt-es-nicht"]


WAYS: dict[str, Way | list[Way]] = {
    "townhall:home": public(),
    "townhall:services": [
        *(public(query=query) for query in ("", "ab=c", "nach=1")),
        public(query="ab=z&nach=7", answers=302),
    ],
    "townhall:service": [
        public(slug_of("pages", "service")),
        public(slug_of("pages", "not offered")),
        public(nothing_there, answers=404),
    ],
    "townhall:checklist": [public(slug_of("pages", "service")), public(nothing_there, answers=404)],
    "townhall:helpful": [
        *(public(slug_of("pages", "service"), query=query) for query in ("", "war=ja", "war=nein", "danke")),
        public(nothing_there, answers=404),
    ],
    "townhall:topics": public(),
    "townhall:topic": [public(slug_of("rows", "topic")), public(nothing_there, answers=404)],
    "townhall:situations": public(),
    "townhall:situation": [public(slug_of("rows", "lifesituation")), public(nothing_there, answers=404)],
    "townhall:departments": public(),
    "townhall:department": [public(slug_of("rows", "department")), public(nothing_there, answers=404)],
    "townhall:office": [public(slug_of("rows", "office")), public(nothing_there, answers=404)],
    "townhall:location": [public(slug_of("rows", "location")), public(nothing_there, answers=404)],
    "townhall:search": [public(query=query) for query in ("", "q=carport", "q=karport", "q=abbauen+graben")],
    "search_opened": public(answers=405),
    "townhall:suggestions": [public(query=query) for query in ("", "q=ca", "q=karpo", "q=abbauen+gra")],
    "townhall:status": public(),
    "townhall:status_of": public(lambda w: [w.things["case"].reference], own=("accounts_attempts",)),
    "townhall:ask": [public(query=query) for query in ("", "leistung=carport-bauen", "thema=barriere")],
    "townhall:sent": public(answers=302),
    "townhall:robots": public(),
    "townhall:sitemap": public(),
    "townhall:sitemap_part": [public(lambda w: [1]), public(lambda w: [2], answers=404)],
    "townhall:colours": public(),
    "townhall:sign": public(),
    "townhall:favicon": public(answers=302),
    "wagtail_serve": [
        public(at="/oeffentlich/"),
        public(at="/impressum/"),
        public(at="/entwurf/", answers=404),
        public(at="/gibt-es-nicht/", answers=404),
    ],
    "wagtailcore_login": public(answers=302),
    "(_util/login/)": public(at="/_util/login/", answers=302),
    "wagtailcore_authenticate_with_password": public(lambda w: [1, w.pages["live"].pk], answers=404),
    "accounts:login": public(),
    "accounts:logout": public(answers=405),
    "accounts:password_reset": public(),
    "accounts:password_reset_done": public(),
    "accounts:password_reset_confirm": public(lambda w: ["x", "y"]),
    "accounts:password_reset_complete": public(),
}
DOCUMENTS = {
    "wagtaildocs_serve": public(lambda w: [w.things["document"].pk, w.things["document"].filename]),
    "wagtaildocs_authenticate_with_password": public(lambda w: [1], answers=404, shows=""),
}

# Where words are looked for; what is typed comes last.
SEARCHES = (
    "/suche/?q=",
    "/en/suche/?q=",
    "/de-simple/suche/?q=",
    "/suche/vorschlaege/?q=",
    "/en/suche/vorschlaege/?q=",
    "/api/v1/search/?partner=a&q=",
    "/api/v1/suggest/?partner=a&q=",
    "/api/v2/pages/?search=",
    "/api/v2/images/?search=",
    "/api/v2/documents/?search=",
)
