"""The ways through Wagtail's admin: pages, choosers, files, people, reports, and what only full power opens."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page

from tests.walks.addresses import filled
from tests.walks.ways.way import (
    WRONG,
    Post,
    Way,
    a_list,
    as_it_stands,
    closed,
    nothing,
    page,
    public,
    sends,
    these,
    thing,
    with_power,
)
from tests.walks.world import COMMON, MARK, POWER, World

ENTWURF = "q=Entwurf"


def id_of(name: str) -> Callable[[World], str]:
    return lambda world: f"id={these(name)(world)[0]}"


# Pages


def below_home(world: World) -> list:
    return ["pages", "editorialpage", world.pages["home"].pk]


def for_the_preview(world: World) -> list:
    """A preview shows what the form said that was sent to it before."""
    client, draft = world.at_desk("editor"), world.pages["draft"].pk
    form = filled(client.get(reverse("wagtailadmin_pages:edit", args=[draft])))
    client.post(reverse("wagtailadmin_pages:preview_on_edit", args=[draft]), form)
    return [draft]


def streams(page: Page) -> dict:
    """A script would say how many rows there are in fields that hold blocks, and which pages were chosen."""
    counts = [field.name for field in page.specific_class._meta.get_fields() if isinstance(field, StreamField)]
    return {f"{name}-count": 0 for name in [*counts, "related_services"]}


def local_form(world: World, seen: HttpResponse) -> dict:
    return filled(seen, processing_time="Neu", **streams(world.pages["local"]))


def service_form(world: World, seen: HttpResponse) -> dict:
    return filled(seen, title="Neuer Titel", **streams(world.pages["service"]))


def words_and_form(name: str) -> Post:
    """What the editor's panel asks with: words, and the page's form."""
    return lambda world, seen: {"found_words": "Carport", **streams(world.pages[name])}


PAGES: dict[str, Way | list[Way]] = {
    "wagtailadmin_explore_root": a_list(answers=302, shows=""),
    "wagtailadmin_explore": Way(page("home")),
    "wagtailadmin_explore_results": Way(page("home")),
    "wagtailadmin_pages:add": Way(below_home, post=as_it_stands(title="Neu", slug="neu"), shows=""),
    "wagtailadmin_pages:preview_on_add": Way(below_home, post=sends(title="Neu", slug="neu", body="null"), shows=""),
    "wagtailadmin_pages:add_subpage": Way(page("home"), answers=302, shows=""),  # there is one kind
    "wagtailadmin_pages:choose_parent": a_list(
        lambda w: ["pages", "editorialpage"],
        post=lambda w, seen: {"parent_page": w.pages["home"].pk},
        changes=False,
        shows="",
    ),
    "wagtailadmin_pages:type_use": a_list(lambda w: ["pages", "editorialpage"]),
    "wagtailadmin_pages:type_use_results": a_list(lambda w: ["pages", "editorialpage"]),
    "wagtailadmin_pages:usage": Way(page("draft")),
    "wagtailadmin_pages:edit": [
        Way(page("draft"), post=as_it_stands(title="Neuer Titel")),
        Way(page("local"), post=local_form),
        Way(page("home"), post=as_it_stands(title="Neuer Titel"), shows=""),
        Way(page("service"), right="central", post=service_form, shows=""),
    ],
    "wagtailadmin_pages:preview_on_edit": Way(for_the_preview, post=sends(title="Neu", slug="neu", body="null")),
    "wagtailadmin_pages:view_draft": Way(page("draft")),
    "wagtailadmin_pages:delete": Way(page("draft"), post=nothing),
    "wagtailadmin_pages:unpublish": with_power(page("live"), post=nothing),
    "wagtailadmin_pages:convert_alias": closed(page("draft")),
    "wagtailadmin_pages:search": a_list(query=ENTWURF),
    "wagtailadmin_pages:search_results": a_list(query=ENTWURF),
    "wagtailadmin_pages:move": Way(
        page("draft"), post=lambda w, seen: {"new_parent_page": w.pages["live"].pk}, changes=False
    ),
    "wagtailadmin_pages:move_confirm": Way(these("draft", "live"), post=nothing),
    "wagtailadmin_pages:set_page_position": with_power(page("draft"), query="position=2", post=nothing, looks=False),
    "wagtailadmin_pages:copy": Way(
        page("draft"),
        post=lambda w, seen: filled(seen, new_title="Kopie", new_slug="kopie", new_parent_page=w.pages["home"].pk),
    ),
    "wagtailadmin_pages:workflow_action": [
        Way(these("waiting", verb, "task state"), right="approver", post=sends(comment="So nicht."), looks=False)
        for verb in ("approve", "reject")
    ],
    "wagtailadmin_pages:collect_workflow_action_data": Way(
        these("waiting", "reject", "task state"),
        right="approver",
        post=sends(comment="So nicht."),
        changes=False,
        shows="",
    ),
    "wagtailadmin_pages:confirm_workflow_cancellation": Way(page("waiting"), shows=""),
    "wagtailadmin_pages:workflow_preview": Way(these("waiting", "task"), right="approver"),
    "wagtailadmin_pages:set_privacy": with_power(page("draft"), post=sends(restriction_type="login")),
    "wagtailadmin_pages:lock": Way(page("service"), right="centre approver", post=nothing, looks=False),
    "wagtailadmin_pages:unlock": Way(page("locked"), right="approver", post=nothing, looks=False),
    "wagtailadmin_pages:revisions_index": Way(page("draft"), answers=302, shows=""),
    "wagtailadmin_pages:revisions_view": Way(these("draft", "revision")),
    "wagtailadmin_pages:revisions_revert": Way(these("draft", "revision"), post=nothing),
    "wagtailadmin_pages:revisions_unschedule": with_power(these("planned", "planned revision"), post=nothing),
    "wagtailadmin_pages:revisions_compare": Way(these("draft", "earliest", "latest")),
    "wagtailadmin_pages:workflow_history": Way(page("waiting")),
    "wagtailadmin_pages:workflow_history_detail": Way(these("waiting", "workflow state")),
    "wagtailadmin_pages:history": Way(page("draft")),
    "wagtailadmin_pages:history_results": Way(page("draft")),
    "wagtail_bulk_action": [
        Way(lambda w: ["wagtailcore", "page", "delete"], query=id_of("draft"), post=nothing),
        Way(
            lambda w: ["wagtailcore", "page", "move"],
            query=id_of("draft"),
            post=lambda w, seen: {"chooser": w.pages["live"].pk},
        ),
        *(
            with_power(
                lambda w, verb=verb: ["wagtailcore", "page", verb], query=id_of(of), post=nothing, strangers=WRONG
            )
            for verb, of in (("publish", "draft"), ("unpublish", "live"))
        ),
        *(
            Way(lambda w, kind=kind: [*kind, "delete"], query=id_of(kind[1]), post=nothing)
            for kind in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        ),
        *(
            Way(lambda w, kind=kind: [*kind, "add_tags"], query=id_of(kind[1]), post=sends(tags="neu"))
            for kind in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        ),
        *(
            Way(
                lambda w, kind=kind: [*kind, "add_to_collection"],
                query=id_of(kind[1]),
                post=lambda w, seen: {"collection": w.things["other collection"].pk},
            )
            for kind in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        ),
        with_power(lambda w: ["cases", "casetype", "delete"], query=id_of("case type"), post=nothing, strangers=WRONG),
        with_power(
            lambda w: ["knowledge", "everydayword", "delete"], query=id_of("word"), post=nothing, strangers=WRONG
        ),
        Way(
            lambda w: ["knowledge", "everydayword", "release"],
            right="approver",
            query=id_of("waiting word"),
            post=nothing,
        ),
        closed(lambda w: ["accounts", "user", "delete"], query=lambda w: f"id={w.people['author'].pk}"),
        Way(
            lambda w: ["accounts", "user", "set_active_state"],
            right="administrator",
            query=lambda w: f"id={w.people['author'].pk}",
            post=sends(mark_as_active="False"),
        ),
        Way(
            lambda w: ["accounts", "user", "assign_role"],
            right="administrator",
            query=lambda w: f"id={w.people['author'].pk}",
            post=lambda w, seen: {"role": w.other.editors_id},
        ),
    ],
    "catalogue_languages": Way(page("draft"), post=sends(language="en")),
    "catalogue_take_down": Way(page("live"), right="approver", post=sends(do="take_down"), shows=""),
    "catalogue_shared_changes": Way(page("live local"), post=nothing, shows=""),
    "wording_check": Way(page("draft"), post=sends(title="Ein Titel", body="null"), changes=False, looks=False),
    "wording_check_new": Way(below_home, post=sends(title="Ein Titel", body="null"), changes=False, looks=False),
    "knowledge_decide_gap": Way(
        post=lambda world, seen: {"words": f"einhorn {MARK}", "partner": world.partner.pk, "kind": "ignored"},
        looks=False,
    ),
    "knowledge_take_back_gap": Way(thing("gap decision"), post=nothing, looks=False),
    "knowledge_found": [
        Way(page("local"), post=words_and_form("local"), changes=False, looks=False),
        Way(page("service"), right="central", post=words_and_form("service"), changes=False, looks=False),
    ],
    "knowledge_found_new": Way(
        lambda w: ["catalogue", "localservicepage", w.pages["folder"].pk],
        post=words_and_form("local"),
        changes=False,
        looks=False,
    ),
    "links_replace": Way(thing("link"), post=sends(new="https://example.org/neu")),
}

# Choosers: what is live everybody may choose; drafts and files of a partner only who edits it
AN_ADDRESS = {"external-link-chooser-url": "https://example.org/", "external-link-chooser-link_text": "x"}


def a_file(prefix: str = "") -> Callable[[World, HttpResponse], dict]:
    return lambda world, seen: {
        f"{prefix}title": "Neu",
        f"{prefix}file": ContentFile(b"neu", name="neu.txt"),
        f"{prefix}collection": world.things["collection"].pk,
    }


def a_picture(prefix: str = "") -> Callable[[World, HttpResponse], dict]:
    return lambda world, seen: {**a_file(prefix)(world, seen), f"{prefix}file": get_test_image_file("neu.png")}


CHOOSERS = {
    "wagtailadmin_choose_page": a_list(shows=""),
    "wagtailadmin_choose_page_child": a_list(page("home")),
    "wagtailadmin_choose_page_search": a_list(query=ENTWURF),
    "wagtailadmin_choose_page_chosen_multiple": a_list(query=id_of("draft")),
    "wagtailadmin_choose_page_external_link": a_list(post=sends(**AN_ADDRESS), changes=False, shows=""),
    "wagtailadmin_choose_page_email_link": a_list(
        post=sends(**{"email-link-chooser-email_address": "a@example.org"}), changes=False, shows=""
    ),
    "wagtailadmin_choose_page_phone_link": a_list(
        post=sends(**{"phone-link-chooser-phone_number": "069 1"}), changes=False, shows=""
    ),
    "wagtailadmin_choose_page_anchor_link": a_list(
        post=sends(**{"anchor-link-chooser-url": "da"}), changes=False, shows=""
    ),
    "wagtailadmin_tag_autocomplete": a_list(query="term=M", shows=""),
    "wagtailadmin_tag_model_autocomplete": a_list(lambda w: ["taggit", "tag"], query="term=M", shows=""),
    "wagtailimages_chooser:choose": a_list(),
    "wagtailimages_chooser:choose_results": a_list(),
    "wagtailimages_chooser:chosen": Way(thing("image")),
    "wagtailimages_chooser:chosen_multiple": a_list(query=id_of("image")),
    "wagtailimages_chooser:create": a_list(post=a_picture("image-chooser-upload-"), shows=""),
    "wagtailimages_chooser:select_format": Way(
        thing("image"),
        post=sends(
            **{
                "image-chooser-insertion-format": "fullwidth",
                "image-chooser-insertion-alt_text": "Bild",
                "image-chooser-insertion-image_is_decorative": "",
            }
        ),
    ),
    "wagtaildocs_chooser:choose": a_list(),
    "wagtaildocs_chooser:choose_results": a_list(),
    "wagtaildocs_chooser:chosen": Way(thing("document")),
    "wagtaildocs_chooser:chosen_multiple": a_list(query=id_of("document")),
    "wagtaildocs_chooser:create": a_list(post=a_file("document-chooser-upload-"), shows=""),
    "wagtailembeds:chooser": a_list(shows=""),
    "wagtailembeds:chooser_upload": a_list(looks=False, shows=""),
}

# Files


def many(kind: str, name: str) -> Callable[[World, HttpResponse], dict]:
    def fields(world: World, seen: HttpResponse) -> dict:
        key = f"{kind}-{world.things[name].pk}"
        return {f"{key}-title": "Neuer Titel", f"{key}-collection": world.things["collection"].pk, f"{key}-tags": ""}

    return fields


# What is filed nowhere yet only she sees who sent it.
OWN_UPLOADS = ("wagtailcore_uploadedfile",)


def one_of_many(post: Post) -> Post:
    """Dropped onto the page, one request for each file."""

    def fields(world: World, seen: HttpResponse) -> dict:
        sent = post(world, seen)
        sent["files[]"] = sent.pop("file")
        return sent

    return fields


FILES = {
    "wagtailimages:index": a_list(),
    "wagtailimages:index_results": a_list(),
    "wagtailimages:edit": Way(thing("image"), post=as_it_stands(title="Neuer Titel")),
    "wagtailimages:delete": Way(thing("image"), post=nothing),
    "wagtailimages:url_generator": Way(thing("image"), answers=404, shows=""),
    "wagtailimages:url_generator_output": Way(thing("image"), looks=False),
    "wagtailimages:preview": Way(lambda w: [w.things["image"].pk, "width-10"], shows=""),
    "wagtailimages:add": a_list(post=a_picture(), shows=""),
    "wagtailimages:image_usage": Way(thing("image")),
    "wagtailimages:add_multiple": a_list(post=one_of_many(a_picture()), shows="", own=OWN_UPLOADS),
    "wagtailimages:edit_multiple": Way(thing("image"), post=many("image", "image"), looks=False),
    "wagtailimages:delete_multiple": Way(thing("image"), post=nothing, looks=False),
    "wagtailimages:create_multiple_from_uploaded_image": Way(
        thing("uploaded image"), post=many("uploaded-image", "uploaded image"), looks=False
    ),
    "wagtailimages:delete_upload_multiple": Way(thing("uploaded image"), post=nothing, looks=False),
    "wagtaildocs:index": a_list(),
    "wagtaildocs:index_results": a_list(),
    "wagtaildocs:add": a_list(post=a_file(), shows=""),
    "wagtaildocs:edit": Way(thing("document"), post=as_it_stands(title="Neuer Titel")),
    "wagtaildocs:delete": Way(thing("document"), post=nothing),
    "wagtaildocs:document_usage": Way(thing("document")),
    "wagtaildocs:add_multiple": a_list(post=one_of_many(a_file()), shows="", own=OWN_UPLOADS),
    "wagtaildocs:edit_multiple": Way(thing("document"), post=many("doc", "document"), looks=False),
    "wagtaildocs:delete_multiple": Way(thing("document"), post=nothing, looks=False),
    "wagtaildocs:create_multiple_from_uploaded_document": Way(
        thing("uploaded document"), post=many("uploaded-document", "uploaded document"), looks=False
    ),
    "wagtaildocs:delete_upload_multiple": Way(thing("uploaded document"), post=nothing, looks=False),
}

# People: administrators keep them; a partner's invites for her own


def author(world: World) -> list:
    return [world.people["author"].pk]


def a_person(world: World, seen: HttpResponse) -> dict:
    return filled(
        seen,
        first_name="Neu",
        last_name="Neu",
        email="neu@example.org",
        partner=world.partner.pk,
        edits_partner="on",
    )


PEOPLE = {
    "wagtailusers_users:index": Way(right="administrator"),
    "wagtailusers_users:index_results": Way(right="administrator"),
    "wagtailusers_users:add": Way(right="administrator", answers=302, shows=""),
    "wagtailusers_users:edit": Way(author, right="administrator", post=as_it_stands(first_name="Neuer Name")),
    "wagtailusers_users:delete": closed(author),
    "wagtailusers_users:history": Way(author, right="administrator"),
    "wagtailusers_users:history_results": Way(author, right="administrator", shows=""),
    "wagtailusers_users:usage": Way(author, right="administrator"),
    "organisation_new_person": a_list(post=a_person),
    "organisation_link_anew": Way(lambda w: [w.people["newcomer"].pk], post=nothing, looks=False),
}

# Groups, sites, collections, workflows, redirects, forms: set up by migrations, kept by nobody in daily work
SITE = lambda w: [w.partner.site_id]  # noqa: E731
GROUP = lambda w: [w.partner.editors_id]  # noqa: E731
SETUP = {
    "wagtailusers_groups:index": with_power(),
    "wagtailusers_groups:index_results": with_power(),
    "wagtailusers_groups:add": with_power(post=as_it_stands(name="Neu")),
    "wagtailusers_groups:edit": with_power(GROUP, post=as_it_stands(name="Neu")),
    "wagtailusers_groups:delete": with_power(thing("spare group"), post=nothing),
    "wagtailusers_groups:history": with_power(GROUP),
    "wagtailusers_groups:history_results": with_power(GROUP),
    "wagtailusers_groups:usage": with_power(GROUP),
    "wagtailsites:index": with_power(),
    "wagtailsites:index_results": with_power(),
    "wagtailsites:add": with_power(
        post=lambda w, seen: filled(seen, hostname="neu.localhost", root_page=w.pages["home"].pk)
    ),
    "wagtailsites:edit": with_power(SITE, post=as_it_stands(site_name="Neu")),
    "wagtailsites:copy": with_power(SITE, post=as_it_stands(hostname="neu.localhost")),
    "wagtailsites:delete": with_power(lambda w: [w.things["spare site"].pk], post=nothing),
    "wagtailsites:history": with_power(SITE),
    "wagtailsites:history_results": with_power(SITE),
    "wagtailsites:usage": with_power(SITE),
    "wagtailadmin_collections:index": with_power(),
    "wagtailadmin_collections:add": with_power(
        post=lambda w, seen: filled(seen, name="Neu", parent=Collection.get_first_root_node().pk)
    ),
    "wagtailadmin_collections:edit": with_power(thing("collection"), post=as_it_stands(name="Neu")),
    "wagtailadmin_collections:delete": with_power(thing("other collection"), post=nothing),
    "wagtailadmin_collections:set_privacy": with_power(thing("collection"), post=sends(restriction_type="login")),
    "wagtailadmin_workflows:index": with_power(),
    "wagtailadmin_workflows:index_results": with_power(),
    "wagtailadmin_workflows:add": with_power(post=as_it_stands(name="Neu")),
    "wagtailadmin_workflows:edit": with_power(thing("workflow"), post=as_it_stands(name="Neu")),
    "wagtailadmin_workflows:disable": with_power(thing("workflow"), post=nothing),
    "wagtailadmin_workflows:enable": with_power(thing("resting workflow"), post=nothing, looks=False),
    "wagtailadmin_workflows:usage": with_power(thing("workflow")),
    "wagtailadmin_workflows:usage_results": with_power(thing("workflow")),
    "wagtailadmin_workflows:remove(page_pk)": with_power(page("library"), post=nothing, looks=False),
    "wagtailadmin_workflows:remove(page_pk, workflow_pk)": with_power(
        these("library", "workflow"), post=nothing, looks=False
    ),
    "wagtailadmin_workflows:select_task_type": with_power(),
    "wagtailadmin_workflows:task_index": with_power(),
    "wagtailadmin_workflows:task_index_results": with_power(),
    "wagtailadmin_workflows:add_task": with_power(
        lambda w: ["wagtailcore", "groupapprovaltask"],
        post=lambda w, seen: filled(seen, name="Neu", groups=w.things["spare group"].pk),
    ),
    "wagtailadmin_workflows:edit_task": with_power(
        thing("task"), post=lambda w, seen: filled(seen, groups=w.things["spare group"].pk)
    ),
    "wagtailadmin_workflows:disable_task": with_power(thing("task"), post=nothing),
    "wagtailadmin_workflows:enable_task": with_power(thing("resting task"), post=nothing, looks=False),
    # How a release goes is the same for all partners, and no secret.
    "wagtailadmin_workflows:task_chooser": a_list(shows=""),
    "wagtailadmin_workflows:task_chooser_results": a_list(shows=""),
    "wagtailadmin_workflows:task_chooser_create": a_list(shows=""),
    "wagtailadmin_workflows:task_chosen": a_list(thing("task"), shows=""),
    "wagtailredirects:index": with_power(),
    "wagtailredirects:index_results": with_power(),
    "wagtailredirects:add": with_power(post=as_it_stands(old_path="/neu", redirect_link="https://example.org/")),
    "wagtailredirects:edit": with_power(thing("redirect"), post=as_it_stands(old_path="/neu")),
    "wagtailredirects:delete": with_power(thing("redirect"), post=nothing),
    "wagtailredirects:start_import": with_power(
        post=lambda w, seen: {"import_file": ContentFile(b"from,to\n/a,/b", name="neu.csv")}, changes=False
    ),
    "wagtailredirects:process_import": with_power(looks=False),
    "wagtailforms:index": a_list(shows=""),  # lists pages with a form; there is no such kind here
    "wagtailforms:index_results": a_list(shows=""),
    "wagtailforms:list_submissions": with_power(page("draft"), answers=404),
    "wagtailforms:list_submissions_results": with_power(page("draft"), answers=404),
    "wagtailforms:delete_submissions": with_power(page("draft"), answers=302),
}

# Reports: lists that hold more for some than for others
REPORTS = {
    f"{report}{results}": a_list(shows=shows)
    for results in ("", "_results")
    for report, shows in (
        ("catalogue_incomplete", ""),
        ("catalogue_reviews", ""),
        ("catalogue_changed_shared_pages", ""),
        ("links_report", MARK),
        ("knowledge_gaps", MARK),
        ("knowledge_opinions", MARK),
        ("wagtailadmin_reports:site_history", MARK),
        ("wagtailadmin_reports:workflow", MARK),
        ("wagtailadmin_reports:workflow_tasks", MARK),
    )
}

REPORTS |= {
    f"{report}{results}": way
    for results in ("", "_results")
    for report, way in (
        # Lists what one may publish; nobody may.
        ("wagtailadmin_reports:aging_pages", Way(right=POWER, open=True)),
        ("wagtailadmin_reports:locked_pages", Way(right="centre approver", shows=COMMON)),
        ("wagtailadmin_reports:page_types_usage", Way(right="central", shows="", strangers=(*WRONG, "editor"))),
    )
}

REPORTS["knowledge_engine"] = Way(right="administrator", shows="", strangers=(*WRONG, "editor", "approver", "central"))

# The rest of the admin
REST = {
    "wagtailadmin_home": a_list(right="approver"),
    # Everybody with the admin changes her own there.
    "wagtailadmin_account": Way(
        post=as_it_stands(**{"locale-preferred_language": "en"}), shows="", strangers=("agent", "nobody")
    ),
    "wagtailadmin_dismissibles": Way(looks=False, strangers=("agent", "nobody")),
    # Fails on purpose, so that administrators see where errors end.
    "wagtailadmin_error_test": a_list(answers=500, shows=""),
    "wagtailadmin_sprite": a_list(shows=""),
    "wagtailadmin_javascript_catalog": a_list(shows=""),
    "wagtailadmin_block_preview": a_list(answers=404, shows=""),
    "wagtail_modeladmin:javascript_catalog": a_list(shows=""),
    "wagtailsnippets:index": a_list(answers=302, shows=""),  # there are none
    "wagtailadmin_login": public(answers=302, shows=""),
    "wagtailadmin_logout": public(answers=302, shows=""),
    "wagtailadmin_password_reset": public(answers=404, shows=""),
    "wagtailadmin_password_reset_done": public(answers=404, shows=""),
    "wagtailadmin_password_reset_confirm": public(lambda w: ["x", "y"], answers=404, shows=""),
    "wagtailadmin_password_reset_complete": public(answers=404, shows=""),
    "wagtailadmin_editing_sessions:ping": Way(
        lambda w: ["pages", "editorialpage", w.pages["draft"].pk, w.things["editing session"].pk],
        post=nothing,
        looks=False,
    ),
    "wagtailadmin_editing_sessions:release": Way(thing("session of the editor"), post=nothing, looks=False, open=True),
    "(admin/.*/$)": a_list(at="/admin/gibt-es-nicht/", answers=404, shows=""),
    "(admin/login/)": public(at="/admin/login/", answers=302, shows=""),
    "(admin/test404/)": a_list(at="/admin/test404/", shows=""),
}

# Wagtail's API for its own screens; it understands no form and no JSON here, so only what asks for nothing works
API: dict[str, Way | list[Way]] = {
    "wagtailadmin_api:pages:action": [
        Way(these("draft", "delete"), post=nothing, bare=True, looks=False),
        *(
            with_power(these(name, verb), post=nothing, bare=True, looks=False)
            for name, verb in (("draft", "publish"), ("live", "unpublish"), ("draft", "copy"))
        ),
        *(
            closed(these("draft", verb))
            for verb in ("move", "create_alias", "convert_alias", "copy_for_translation", "revert_to_page_revision")
        ),
    ],
}
for kind, made in (("pages", page("draft")), ("documents", thing("document")), ("images", thing("image"))):
    API |= {
        f"wagtailadmin_api:{kind}:listing": a_list(),
        f"wagtailadmin_api:{kind}:find": a_list(answers=404, shows=""),
        f"wagtailadmin_api:{kind}:detail": Way(made),
    }

WAYS = {**PAGES, **CHOOSERS, **FILES, **PEOPLE, **SETUP, **REPORTS, **REST, **API}
