"""The ways through the registers of wagtail-modeladmin: whoever adds one names its keeper, a change and a new row."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walks.addresses import filled
from tests.walks.ways.way import Way, a_list, as_it_stands, nothing, with_power
from tests.walks.world import COMMON, MARK, SHARED, World

# Who keeps it, where it is not the partner's own editor
KEEPER = {
    "partner": "administrator",
    "topic": "central",
    "lifesituation": "central",
    "bulletin": "central",
    "officialeseword": "central",
}
# The list has more than one page of them.
QUERY = {"officialeseword": f"q={COMMON}"}
OUTSIDE = ("plain", "wrong approver", "agent", "nobody")
CHANGED = {
    "partner": {"phone": "0800 1"},
    "department": {"name": "Neuer Name"},
    "location": {"name": "Neuer Name"},
    "office": {"name": "Neuer Name"},
    "contactpoint": {"label": "Neuer Name"},
    "responsibility": {"name": "Neuer Name"},
    "responsibilitymapping": {"position": "7"},
    "membership": {"function": "lead"},
    "place": {"name": "Neuer Name"},
    "diallednumber": {"label": "Neuer Name"},
    "colleague": {"name": "Neuer Name"},
    "openingspan": {"note": "Neuer Name"},
    "hoursexception": {"reason": "Neuer Name"},
    "closure": {"reason": "Neuer Name"},
    "notice": {"text": "Neuer Name"},
    "topic": {"name": "Neuer Name"},
    "lifesituation": {"name": "Neuer Name"},
    "bulletin": {"title": "Neuer Name"},
    "officialeseword": {"word": "Neues Wort"},
    "textmodule": {"title": "Neuer Name"},
    "lettertext": {"subject": "Neuer Betreff"},
}
NEW: dict[str, Callable[[World], dict]] = {
    "partner": lambda w: {"name": "Neu", "slug": "neu", "prefix": "NEU", "land": "HE", "kind": "town"},
    "department": lambda w: {"partner": w.partner.pk, "name": "Neu"},
    "location": lambda w: {"partner": w.partner.pk, "name": "Neu"},
    "office": lambda w: {
        "name": "Neu",
        "department": w.rows["department"].pk,
        "location": w.rows["location"].pk,
    },
    "contactpoint": lambda w: {"office": w.rows["office"].pk, "phone": "069 1"},
    "responsibility": lambda w: {"name": "Neu"},
    "responsibilitymapping": lambda w: {
        "partner": w.partner.pk,
        "responsibility": w.spare["responsibility"].pk,
        "office": w.rows["office"].pk,
        "position": 1,
    },
    "membership": lambda w: {
        "user": w.rows["membership"].user_id,
        "department": w.spare["unstaffed department"].pk,
        "function": "member",
    },
    "place": lambda w: {"name": "Neu", "kind": "district", "partner": w.partner.pk},
    "diallednumber": lambda w: {"number": "069 99123", "label": "Neu", "partner": w.partner.pk},
    "colleague": lambda w: {"department": w.rows["department"].pk, "name": "Neu", "phone": "069 5"},
    "openingspan": lambda w: {"partner": w.partner.pk, "weekday": 6, "opens": "08:00", "closes": "09:00"},
    "hoursexception": lambda w: {"partner": w.partner.pk, "date": "2098-05-04", "reason": "Neu"},
    "closure": lambda w: {
        "department": w.rows["department"].pk,
        "starts_at": "2098-05-04 08:00",
        "ends_at": "2098-05-04 09:00",
        "reason": "Neu",
    },
    "notice": lambda w: {
        "partner": w.partner.pk,
        "text": "Neu",
        "starts_at": "2098-05-04 08:00",
        "ends_at": "2098-05-04 09:00",
        "banner": "on",
    },
    "topic": lambda w: {"name": "Neu", "slug": "neu"},
    "lifesituation": lambda w: {"name": "Neu", "slug": "neu", "position": 1},
    "bulletin": lambda w: {"title": "Neu", "starts_at": "2098-05-04 08:00", "ends_at": "2098-05-04 09:00"},
    "officialeseword": lambda w: {"word": "Hinblicknahme", "instead": "Blick"},
    "lettertext": lambda w: {
        "partner": w.partner.pk,
        "letter": "case_question",
        "language": "de",
        "subject": "Neu",
        "text": "{{ question }}",
    },
    "textmodule": lambda w: {"partner": w.partner.pk, "title": "Neu", "text": "Neu"},
}


def way_in_a_register(name: str) -> Way | None:
    """The way to one view of a register; None for a view this knows nothing of."""
    model, verb = name.split("_", 1)[1].split("_modeladmin_")
    if model not in NEW:
        return None
    keeper = {"right": KEEPER.get(model, "editor")}
    if model in SHARED:  # no secret among editors; to change it is the centre's
        keeper |= {"shows": COMMON, "strangers": OUTSIDE, "may_see": OUTSIDE[:2]}
    row = lambda w: [w.rows[model].pk]  # noqa: E731
    spare = lambda w: [w.spare.get(model, w.rows[model]).pk]  # noqa: E731
    ways = {
        "index": a_list(query=QUERY.get(model, ""), **keeper),
        "inspect": Way(row, **keeper),
        "history": Way(row, **{**keeper, "shows": "" if model in SHARED else MARK}),  # by whom it was changed
        "hours": Way(row, **keeper),
        "preview": Way(row, **keeper),
        "edit": Way(row, post=as_it_stands(**CHANGED[model]), **keeper),
        "delete": Way(
            spare, post=nothing, **{**keeper, "shows": ""} if model in {"openingspan", "lettertext"} else keeper
        ),
        "create": a_list(post=lambda w, seen: filled(seen, **NEW[model](w)), **{**keeper, "shows": ""}),
    }
    return ways.get(verb)


def colleagues_of(world: World) -> str:
    """The file that the register itself gives out, and one more line."""
    given = world.at_desk("editor").get("/admin/organisation/colleague/?export=csv")
    content = b"".join(given.streaming_content) if given.streaming else given.content
    lines = content.decode("utf-8-sig").splitlines()
    return "\n".join([*lines, lines[1].replace(world.rows["colleague"].name, "Neu")])


def a_file_of_colleagues(world: World, seen) -> dict:
    file = SimpleUploadedFile("neu.csv", colleagues_of(world).encode())
    return filled(world.at_desk("editor").post("/admin/organisation/colleague/import/", {"file": file}))


WAYS = {
    "organisation_partner_modeladmin_delete": with_power(lambda w: [w.spare["partner"].pk], post=nothing),
    "organisation_department_modeladmin_end": Way(
        lambda w: [w.spare["ended department"].pk], post=lambda w, seen: {"verb": "end"}
    ),
    "organisation_department_modeladmin_mailbox": Way(lambda w: [w.things["unconfirmed department"].pk], post=nothing),
    "organisation_colleague_modeladmin_import": a_list(post=a_file_of_colleagues, shows=""),
}
