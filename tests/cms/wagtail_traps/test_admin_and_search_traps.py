"""Traps in Wagtail 7.4's admin, search and addresses that we build around; docs/wagtail.md says how."""

import inspect
import site
from pathlib import Path

import pytest
import wagtail
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from modelsearch import index
from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend
from wagtail import permissions
from wagtail.admin.panels import InlinePanel
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.search.backends import get_search_backend
from wagtail.snippets.views.snippets import DeleteView, EditView, HistoryView

from cms.catalogue.models import LocalServicePage, ServicePage, Topic
from cms.pages.models import EditorialPage, HomePage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory, TopicFactory, home_of
from tests.factories.organisation import MappingFactory, PartnerFactory

pytestmark = pytest.mark.django_db


class NobodysTopic(ModelPermissionPolicy):
    """Everybody may change topics, nobody this one."""

    def user_has_permission(self, user, action):
        return True

    def user_has_any_permission(self, user, actions):
        return True

    def user_has_permission_for_instance(self, user, action, instance):
        return False


@pytest.mark.parametrize("view", [EditView, DeleteView, HistoryView])
def test_snippet_views_do_not_ask_for_the_row(view):
    """Trap 1 bites (Wagtail issue 13314): snippets of partners go through the guarded viewset of organisation."""

    class Probe(view):
        def get(self, request, *args, **kwargs):
            return HttpResponse("in")

    topic = TopicFactory()
    request = RequestFactory().get("/")
    request.user = UserFactory()

    options = {"model": Topic, "permission_policy": NobodysTopic(Topic)}
    response = Probe.as_view(**options)(request, pk=str(topic.pk))

    assert response.content == b"in"


@pytest.mark.parametrize("model", [ServicePage, LocalServicePage, HomePage, EditorialPage])
def test_no_page_of_ours_has_rows_behind_a_permission(model):
    """Trap 3 is not run into: a permission on a tab with rows locks others out and can be forged."""

    def rows_behind(panel, guarded=False):
        guarded = guarded or bool(getattr(panel, "permission", None))
        if guarded and isinstance(panel, InlinePanel) and panel.__class__.__name__ != "CommentPanel":
            yield panel
        for child in getattr(panel, "children", []):
            yield from rows_behind(child, guarded)

    assert not list(rows_behind(model.get_edit_handler()))


def test_without_a_request_an_absolute_address_is_that_of_the_default_site():
    """Trap 6 bites: absolute addresses are asked for with the request; mails have none and name the centre's town."""
    partner, own_town = PartnerFactory(), PartnerFactory(site__is_default_site=True)
    home_of(partner), home_of(own_town)
    service = ServicePageFactory()
    request = RequestFactory().get("/", HTTP_HOST=partner.site.hostname)

    assert service.get_full_url() == f"http://{own_town.site.hostname}{service.url}"
    assert service.get_full_url(request) == f"http://{partner.site.hostname}{service.url}"


def test_an_error_of_the_search_index_is_swallowed_unless_it_is_the_databases():
    """Trap 7, second half, bites: a search server that is away would go unnoticed, so ours writes its own entries."""
    assert "except Exception" in inspect.getsource(index.insert_or_update_object)
    assert "modelsearch" in get_search_backend().__module__
    assert "elasticsearch" not in str(settings.WAGTAILSEARCH_BACKENDS)
    assert PostgresSearchBackend.catch_indexing_errors is False


def test_wagtails_search_cannot_take_our_queryset():
    """Trap 11 bites: `Exists()` is refused, so the merged catalogue has its own search."""
    mapping = MappingFactory()
    ServicePageFactory(responsibility=mapping.responsibility)

    with pytest.raises(Exception, match=r"[Ff]ilter|Exists"):
        list(ServicePage.objects.offered_by(mapping.partner).search("Leistung"))


def test_there_is_no_registry_of_permission_policies_yet():
    """Trap 13 is one of 8.0: nothing to register, nothing to register first."""
    assert not hasattr(permissions, "policy_registry")


def test_a_sitemap_knows_only_the_tree_of_its_site():
    """Trap 15 bites: the town hall's sitemap adds the library's services itself."""
    partner = PartnerFactory()
    home = home_of(partner)
    ServicePageFactory()
    request = RequestFactory().get("/", HTTP_HOST=partner.site.hostname)

    found = list(Sitemap(request).items())

    assert not [page for page in found if isinstance(page, ServicePage)]
    assert not Page.objects.descendant_of(home).type(ServicePage).exists()


def test_site_is_a_module_of_python():
    """Trap 17 bites: our folder of that name is a source root and never a package."""
    assert Path(site.__file__).name == "site.py"
    assert not (Path(settings.ROOT) / "site" / "__init__.py").exists()


def test_this_is_the_version_the_table_was_written_for():
    assert wagtail.VERSION[:2] == (7, 4)
