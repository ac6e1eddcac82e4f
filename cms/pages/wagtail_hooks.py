"""What the choosers of Wagtail's admin offer: not what another partner is still writing."""

from django.db.models import Q
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import PageQuerySet
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.catalogue.models import ServiceLibraryPage

from . import bulletin_register  # noqa: F401  (its import registers it)


@hooks.register("construct_page_chooser_queryset")
def drafts_of_others_are_not_offered(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Wagtail offers every page to everybody. Drafts of shared services stay: partners prepare local pages for them."""
    offered = Q(live=True) | Q(pk__in=PagePermissionPolicy().explorable_instances(request.user).values("pk"))
    for library in ServiceLibraryPage.objects.all():
        offered |= Q(path__startswith=library.path)
    return pages.filter(offered)
