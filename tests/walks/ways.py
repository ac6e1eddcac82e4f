"""How each address gets a real object of the marked partner, who may open it, and what a valid POST changes.

An address without an entry fails the walk: whoever adds one says here how it is tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.http import urlencode

from tests.walks.addresses import filled
from tests.walks.world import MARK, World

Post = Callable[[World, object], dict]


@dataclass(frozen=True)
class Way:
    """``right`` opens it (empty: nobody does in daily work); ``post`` makes a valid POST from what she sees."""

    args: Callable[[World], list] = lambda world: []
    right: str = "editor"
    post: Post | None = None
    query: str = ""
    # To whom the object is no secret; to change it she is as wrong as the others.
    may_see: tuple[str, ...] = ()
    # Who is tried, if not the people of WRONG.
    strangers: tuple[str, ...] = ()
    looks: bool = True
    # What has no name is called by its address.
    at: str = ""


WRONG = ("wrong", "wrong approver", "agent", "nobody")


def page(name: str) -> Callable[[World], list]:
    return lambda world: [world.pages[name].pk]


def thing(name: str) -> Callable[[World], list]:
    return lambda world: [world.things[name].pk]


def as_it_stands(**changes) -> Post:
    """The form she sees, with some fields changed."""
    return lambda world, response: filled(response, **changes)


def nothing(world: World, response) -> dict:
    return {}


# Registers of wagtail-modeladmin: model → who keeps it, the field that an edit changes, and a new row

KEEPER = {
    "partner": "administrator",
    "topic": "central",
    "lifesituation": "central",
    "bulletin": "central",
    "officialeseword": "central",
}
SHARED = {"topic", "lifesituation", "bulletin", "officialeseword", "responsibility"}
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
        "department": w.spare["department"].pk,
        "function": "member",
    },
    "place": lambda w: {"name": "Neu", "kind": "district", "partner": w.partner.pk},
    "diallednumber": lambda w: {"number": "069 99", "label": "Neu", "partner": w.partner.pk},
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
    "officialeseword": lambda w: {"word": "Inaugenscheinnahme", "kinder": "Blick", "instead": "Blick"},
}


def register(model: str, verb: str) -> Way | None:
    """The way to one view of a register; None for a view this knows nothing of."""
    right = KEEPER.get(model, "editor")
    # What all partners share is no secret among editors, and an editor without the right to it changes nothing.
    others = {"may_see": ("plain",), "strangers": ("plain", "agent", "nobody")} if model in SHARED else {}
    row = lambda w: [w.rows[model].pk]  # noqa: E731
    spare = lambda w: [w.spare.get(model, w.rows[model]).pk]  # noqa: E731
    if verb == "index":
        return Way(right=right, **others)
    if verb in {"inspect", "history", "hours"}:
        return Way(row, right, **others)
    if verb == "edit" and model in CHANGED:
        return Way(row, right, as_it_stands(**CHANGED[model]), **others)
    if verb == "delete":
        return Way(spare, right, nothing, **others)
    if verb == "create" and model in NEW:
        return Way(right=right, post=lambda w, seen: filled(seen, **NEW[model](w)), **others)
    return None


def draft_form(world: World, response) -> dict:
    return filled(response, title="Neuer Titel")


WAYS: dict[str, Way] = {
    # pages
    "wagtailadmin_explore_root": Way(),
    "wagtailadmin_explore": Way(page("home")),
    "wagtailadmin_explore_results": Way(page("home")),
    "wagtailadmin_pages:add": Way(
        lambda w: ["pages", "editorialpage", w.pages["home"].pk],
        post=lambda w, seen: filled(seen, title="Neu", slug="neu"),
    ),
    "wagtailadmin_pages:preview_on_add": Way(lambda w: ["pages", "editorialpage", w.pages["home"].pk]),
    "wagtailadmin_pages:add_subpage": Way(page("home")),
    "wagtailadmin_pages:choose_parent": Way(lambda w: ["pages", "editorialpage"]),
    "wagtailadmin_pages:type_use": Way(lambda w: ["pages", "editorialpage"]),
    "wagtailadmin_pages:type_use_results": Way(lambda w: ["pages", "editorialpage"]),
    "wagtailadmin_pages:usage": Way(page("draft")),
    "wagtailadmin_pages:edit": Way(page("draft"), post=draft_form),
    "wagtailadmin_pages:preview_on_edit": Way(page("draft")),
    "wagtailadmin_pages:view_draft": Way(page("draft")),
    "wagtailadmin_pages:delete": Way(page("draft"), post=nothing),
    "wagtailadmin_pages:unpublish": Way(page("live"), right=""),
    "wagtailadmin_pages:convert_alias": Way(page("draft"), right=""),
    "wagtailadmin_pages:search": Way(query=urlencode({"q": "Entwurf"})),
    "wagtailadmin_pages:search_results": Way(query=urlencode({"q": "Entwurf"})),
    "wagtailadmin_pages:move": Way(page("draft")),
    "wagtailadmin_pages:move_confirm": Way(
        lambda w: [w.pages["draft"].pk, w.pages["live"].pk], post=lambda w, seen: {"move_page": "1"}
    ),
    "wagtailadmin_pages:set_page_position": Way(
        page("draft"), query="position=0", post=lambda w, seen: {}, looks=False
    ),
    "wagtailadmin_pages:copy": Way(
        page("draft"),
        post=lambda w, seen: filled(seen, new_title="Kopie", new_slug="kopie", new_parent_page=w.pages["home"].pk),
    ),
    "wagtailadmin_pages:workflow_action": Way(
        lambda w: [w.pages["waiting"].pk, "approve", w.things["task state"].pk],
        right="approver",
        post=lambda w, seen: {"comment": ""},
        looks=False,
    ),
    "wagtailadmin_pages:collect_workflow_action_data": Way(
        lambda w: [w.pages["waiting"].pk, "reject", w.things["task state"].pk], right="approver"
    ),
    "wagtailadmin_pages:confirm_workflow_cancellation": Way(page("waiting")),
    "wagtailadmin_pages:workflow_preview": Way(
        lambda w: [w.pages["waiting"].pk, w.things["task"].pk], right="approver"
    ),
    "wagtailadmin_pages:set_privacy": Way(page("draft"), right=""),
    "wagtailadmin_pages:lock": Way(page("live"), right="approver", post=nothing, looks=False),
    "wagtailadmin_pages:unlock": Way(page("locked"), right="approver", post=nothing, looks=False),
    "wagtailadmin_pages:revisions_index": Way(page("draft")),
    "wagtailadmin_pages:revisions_view": Way(lambda w: [w.pages["draft"].pk, w.things["revision"].pk]),
    "wagtailadmin_pages:revisions_revert": Way(lambda w: [w.pages["draft"].pk, w.things["revision"].pk]),
    "wagtailadmin_pages:revisions_unschedule": Way(lambda w: [w.pages["draft"].pk, w.things["revision"].pk], right=""),
    "wagtailadmin_pages:revisions_compare": Way(lambda w: [w.pages["draft"].pk, "earliest", "latest"]),
    "wagtailadmin_pages:workflow_history": Way(page("waiting")),
    "wagtailadmin_pages:workflow_history_detail": Way(lambda w: [w.pages["waiting"].pk, w.things["workflow state"].pk]),
    "wagtailadmin_pages:history": Way(page("draft")),
    "wagtailadmin_pages:history_results": Way(page("draft")),
    "wagtail_bulk_action": Way(
        lambda w: ["wagtailcore", "page", "delete"],
        query="PAGE",
        post=lambda w, seen: {},
    ),
    # ours about pages
    "catalogue_languages": Way(page("draft")),
    "catalogue_take_down": Way(page("live"), right="approver", post=lambda w, seen: {"deed": "take_down"}),
    "catalogue_shared_changes": Way(page("local"), post=nothing),
    "catalogue_incomplete": Way(),
    "catalogue_incomplete_results": Way(),
    "catalogue_reviews": Way(),
    "catalogue_reviews_results": Way(),
    "catalogue_changed_shared_pages": Way(),
    "catalogue_changed_shared_pages_results": Way(),
    "wording_check": Way(page("draft"), post=lambda w, seen: {"body": f"<p>{MARK}</p>"}, looks=False),
    "wording_check_new": Way(
        lambda w: ["pages", "editorialpage", w.pages["home"].pk],
        post=lambda w, seen: {"body": f"<p>{MARK}</p>"},
        looks=False,
    ),
}

# Choosers: what is live everybody may choose; drafts and files of a partner only who edits it
WAYS |= {
    "wagtailadmin_choose_page": Way(),
    "wagtailadmin_choose_page_child": Way(page("home")),
    "wagtailadmin_choose_page_search": Way(query=urlencode({"q": "Entwurf"})),
    "wagtailadmin_choose_page_chosen_multiple": Way(),
    "wagtailadmin_choose_page_external_link": Way(),
    "wagtailadmin_choose_page_email_link": Way(),
    "wagtailadmin_choose_page_phone_link": Way(),
    "wagtailadmin_choose_page_anchor_link": Way(),
    "wagtailadmin_tag_autocomplete": Way(),
    "wagtailadmin_tag_model_autocomplete": Way(lambda w: ["taggit", "tag"]),
    "wagtailimages_chooser:choose": Way(),
    "wagtailimages_chooser:choose_results": Way(),
    "wagtailimages_chooser:chosen": Way(thing("image")),
    "wagtailimages_chooser:chosen_multiple": Way(),
    "wagtailimages_chooser:create": Way(),
    "wagtailimages_chooser:select_format": Way(thing("image")),
    "wagtaildocs_chooser:choose": Way(),
    "wagtaildocs_chooser:choose_results": Way(),
    "wagtaildocs_chooser:chosen": Way(thing("document")),
    "wagtaildocs_chooser:chosen_multiple": Way(),
    "wagtaildocs_chooser:create": Way(),
    "wagtailembeds:chooser": Way(),
    "wagtailembeds:chooser_upload": Way(looks=False),
}

# Files
WAYS |= {
    "wagtailimages:index": Way(),
    "wagtailimages:index_results": Way(),
    "wagtailimages:edit": Way(thing("image"), post=as_it_stands(title="Neuer Titel")),
    "wagtailimages:delete": Way(thing("image"), right=""),
    "wagtailimages:url_generator": Way(thing("image")),
    "wagtailimages:url_generator_output": Way(thing("image"), looks=False),
    "wagtailimages:preview": Way(lambda w: [w.things["image"].pk, "width-10"]),
    "wagtailimages:add": Way(),
    "wagtailimages:image_usage": Way(thing("image")),
    "wagtailimages:add_multiple": Way(),
    "wagtailimages:edit_multiple": Way(
        thing("image"),
        post=lambda w, seen: {
            f"image-{w.things['image'].pk}-title": "Neuer Titel",
            f"image-{w.things['image'].pk}-collection": w.things["collection"].pk,
            f"image-{w.things['image'].pk}-description": "",
            f"image-{w.things['image'].pk}-tags": "",
        },
        looks=False,
    ),
    "wagtailimages:delete_multiple": Way(thing("image"), right="", looks=False),
    "wagtailimages:create_multiple_from_uploaded_image": Way(lambda w: [1], right="", looks=False),
    "wagtailimages:delete_upload_multiple": Way(lambda w: [1], right="", looks=False),
    "wagtaildocs:index": Way(),
    "wagtaildocs:index_results": Way(),
    "wagtaildocs:add": Way(),
    "wagtaildocs:edit": Way(thing("document"), post=as_it_stands(title="Neuer Titel")),
    "wagtaildocs:delete": Way(thing("document"), right=""),
    "wagtaildocs:document_usage": Way(thing("document")),
    "wagtaildocs:add_multiple": Way(),
    "wagtaildocs:edit_multiple": Way(
        thing("document"),
        post=lambda w, seen: {
            f"doc-{w.things['document'].pk}-title": "Neuer Titel",
            f"doc-{w.things['document'].pk}-collection": w.things["collection"].pk,
            f"doc-{w.things['document'].pk}-tags": "",
        },
        looks=False,
    ),
    "wagtaildocs:delete_multiple": Way(thing("document"), right="", looks=False),
    "wagtaildocs:create_multiple_from_uploaded_document": Way(lambda w: [1], right="", looks=False),
    "wagtaildocs:delete_upload_multiple": Way(lambda w: [1], right="", looks=False),
    "wagtaildocs_serve": Way(lambda w: [w.things["document"].pk, w.things["document"].filename]),
}

# People: administrators keep them; a partner's invites for her own
WAYS |= {
    "wagtailusers_users:index": Way(right="administrator"),
    "wagtailusers_users:index_results": Way(right="administrator"),
    "wagtailusers_users:add": Way(right="administrator"),
    "wagtailusers_users:edit": Way(
        lambda w: [w.people["editor"].pk], "administrator", as_it_stands(first_name="Neuer Name")
    ),
    "wagtailusers_users:delete": Way(lambda w: [w.people["editor"].pk], right=""),
    "wagtailusers_users:history": Way(lambda w: [w.people["editor"].pk], "administrator"),
    "wagtailusers_users:history_results": Way(lambda w: [w.people["editor"].pk], "administrator"),
    "wagtailusers_users:usage": Way(lambda w: [w.people["editor"].pk], "administrator"),
    "wagtailusers_users:copy": Way(lambda w: [w.people["editor"].pk], right=""),
    "organisation_new_person": Way(
        post=lambda w, seen: filled(
            seen,
            first_name="Neu",
            last_name="Neu",
            email="neu@example.org",
            partner=w.partner.pk,
        )
    ),
    "organisation_link_anew": Way(lambda w: [w.people["editor"].pk], right="administrator"),
}


def nobodys(*names: str, **args: Callable[[World], list]) -> None:
    """What nobody opens in daily work: the way in is there, and everybody is tried."""
    for name in names:
        WAYS[name] = Way(right="")
    for name, made in args.items():
        WAYS[name.replace("__", ":")] = Way(made, right="")


nobodys(
    "wagtailusers_groups:index",
    "wagtailusers_groups:index_results",
    "wagtailusers_groups:add",
    "wagtailsites:index",
    "wagtailsites:index_results",
    "wagtailsites:add",
    "wagtailadmin_collections:index",
    "wagtailadmin_collections:add",
    "wagtailadmin_workflows:index",
    "wagtailadmin_workflows:index_results",
    "wagtailadmin_workflows:add",
    "wagtailadmin_workflows:select_task_type",
    "wagtailadmin_workflows:task_index",
    "wagtailadmin_workflows:task_index_results",
    "wagtailadmin_workflows:task_chooser",
    "wagtailadmin_workflows:task_chooser_results",
    "wagtailadmin_workflows:task_chooser_create",
    "wagtailredirects:index",
    "wagtailredirects:index_results",
    "wagtailredirects:add",
    "wagtailredirects:start_import",
    "wagtailredirects:process_import",
    "wagtailforms:index",
    "wagtailforms:index_results",
    wagtailadmin_workflows__add_task=lambda w: ["wagtailcore", "groupapprovaltask"],
    wagtailadmin_collections__edit=thing("collection"),
    wagtailadmin_collections__delete=thing("collection"),
    wagtailadmin_collections__set_privacy=thing("collection"),
    wagtailforms__list_submissions=page("draft"),
    wagtailforms__list_submissions_results=page("draft"),
    wagtailforms__delete_submissions=page("draft"),
    wagtailadmin_workflows__remove=page("draft"),
    wagtailredirects__edit=lambda w: [1],
    wagtailredirects__delete=lambda w: [1],
    wagtailadmin_workflows__task_chosen=thing("task"),
    **{
        f"wagtailadmin_workflows__{verb}": thing("workflow")
        for verb in ("enable", "disable", "edit", "usage", "usage_results")
    },
    **{f"wagtailadmin_workflows__{verb}": thing("task") for verb in ("edit_task", "disable_task", "enable_task")},
    **{
        f"wagtailsites__{verb}": lambda w: [w.partner.site_id]
        for verb in ("edit", "delete", "history", "history_results", "usage", "copy")
    },
    **{
        f"wagtailusers_groups__{verb}": lambda w: [w.partner.editors_id]
        for verb in ("edit", "delete", "history", "history_results", "usage")
    },
)

# Reports and the rest of Wagtail's admin: lists that hold more for some than for others, and what holds nothing
for name in (
    "aging_pages",
    "aging_pages_results",
    "locked_pages",
    "locked_pages_results",
    "page_types_usage",
    "page_types_usage_results",
    "site_history",
    "site_history_results",
    "workflow",
    "workflow_results",
    "workflow_tasks",
    "workflow_tasks_results",
):
    WAYS[f"wagtailadmin_reports:{name}"] = Way(right="any")
for name in (
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_dismissibles",
    "wagtailadmin_error_test",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_block_preview",
    "wagtail_modeladmin:javascript_catalog",
    "wagtailsnippets:index",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_complete",
):
    WAYS[name] = Way(right="any")
WAYS["wagtailadmin_password_reset_confirm"] = Way(lambda w: ["x", "y"], right="any")
WAYS["wagtailadmin_editing_sessions:ping"] = Way(
    lambda w: ["pages", "editorialpage", w.pages["draft"].pk, 1], looks=False, right="any"
)
WAYS["wagtailadmin_editing_sessions:release"] = Way(lambda w: [1], looks=False, right="any")
for kind, key in (("pages", "draft"), ("documents", "document"), ("images", "image")):
    made = page(key) if kind == "pages" else thing(key)
    WAYS[f"wagtailadmin_api:{kind}:listing"] = Way()
    WAYS[f"wagtailadmin_api:{kind}:find"] = Way(right="any")
    WAYS[f"wagtailadmin_api:{kind}:detail"] = Way(made)
    WAYS[f"wagtailapi:{kind}:listing"] = Way(right="any")
    WAYS[f"wagtailapi:{kind}:find"] = Way(right="any")
    WAYS[f"wagtailapi:{kind}:detail"] = Way(made, right="")
WAYS["wagtailadmin_api:pages:action"] = Way(lambda w: [w.pages["draft"].pk, "delete"], post=nothing, looks=False)

# The desk: agents answer for all partners; a department's work is its own
CLERKS = ("clerk of another department", "clerk of another partner", "agent", "editor", "nobody")
WAYS |= {
    "desk:home": Way(right="any"),
    "desk:knowledge": Way(right="agent"),
    "desk:results": Way(right="agent", query="partner=a&q=carport"),
    "desk:card": Way(lambda w: [w.partner.slug, w.pages["service"].slug], right="agent"),
    "desk:add_note": Way(
        lambda w: [w.partner.slug, w.pages["service"].slug],
        right="agent",
        post=lambda w, seen: {"text": "Neu"},
        looks=False,
    ),
    "desk:change_note": Way(
        lambda w: [w.partner.slug, w.pages["service"].slug, w.things["note"].pk],
        right="agent",
        post=lambda w, seen: {"text": "Neu"},
        looks=False,
    ),
    "desk:directory": Way(right="agent"),
    "desk:bulletins": Way(right="agent"),
    "desk:mark_as_read": Way(lambda w: [w.rows["bulletin"].pk], right="", looks=False),
    "desk:forward": Way(lambda w: [w.partner.slug, w.pages["service"].slug], right="agent"),
    "desk:forwarded": Way(right="any"),
    "desk:proof": Way(right="administrator"),
    "desk:inbox": Way(right="karl"),
    "desk:take": Way(thing("item"), right="karl", post=nothing, looks=False),
    "desk:give_back": Way(thing("item"), right="any", looks=False),
    "desk:case": Way(
        lambda w: [w.things["case"].reference],
        right="karl",
        post=lambda w, seen: {"deed": "answer", "item": w.things["item"].pk, "text": "Ja."},
    ),
}

# Machines: public facts only
for name in ("index", "docs", "schema", "partners", "places", "topics", "life-situations"):
    WAYS[f"v1:{name}"] = Way(
        right="any", may_see=("everybody",) if name in {"places", "topics", "life-situations"} else ()
    )
WAYS |= {
    "v1:partner": Way(lambda w: [w.partner.slug], right="any"),
    "v1:services": Way(right="any", query="partner=a"),
    "v1:service": Way(lambda w: [w.pages["service"].slug], right="any", query="partner=a", may_see=("everybody",)),
    "v1:departments": Way(right="any", query="partner=a", may_see=("everybody",)),
    "v1:department": Way(lambda w: [w.rows["department"].slug], right="any", query="partner=a", may_see=("everybody",)),
    "v1:offices": Way(right="any", query="partner=a", may_see=("everybody",)),
    "v1:office": Way(lambda w: [w.rows["office"].slug], right="any", query="partner=a", may_see=("everybody",)),
    "v1:notices": Way(right="any", query="partner=a"),
    "v1:search": Way(right="any", query="partner=a&q=carport"),
}
WAYS |= {
    "links_report": Way(),
    "links_report_results": Way(),
    "links_replace": Way(thing("link"), post=lambda w, seen: {"new": "https://example.org/neu"}),
    "organisation_department_modeladmin_end": Way(
        lambda w: [w.spare["ended department"].pk], post=lambda w, seen: {"verb": "end"}
    ),
    "organisation_colleague_modeladmin_import": Way(
        post=lambda w, seen: filled(
            w.at_desk("editor").post(
                "/admin/organisation/colleague/import/",
                {"file": SimpleUploadedFile("neu.csv", colleagues_of(w).encode())},
            )
        )
    ),
}


def colleagues_of(world: World) -> str:
    """The file that the register itself gives out, and one more line."""
    given = world.at_desk("editor").get("/admin/organisation/colleague/?export=csv")
    content = b"".join(given.streaming_content) if given.streaming else given.content
    lines = content.decode("utf-8-sig").splitlines()
    return "\n".join([*lines, lines[1].replace(world.rows["colleague"].name, "Neu")])


WAYS |= {
    "(api/)": Way(at="/api/gibt-es-nicht/", right="any"),
    "(admin/^.*/$)": Way(at="/admin/gibt-es-nicht/", right="any"),
    "(admin/login/)": Way(at="/admin/login/", right="any"),
    "(admin/test404/)": Way(at="/admin/test404/", right="any"),
    "wagtaildocs_authenticate_with_password": Way(lambda w: [1], right="any"),
}
