"""Wagtail's API v2 for what it is good at: editorial pages, images, documents."""

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from cms.pages.models import EditorialPage, HomePage


class EditorialPagesAPIViewSet(PagesAPIViewSet):
    """Home and editorial pages of the site asked for; services are merged and live in our own API."""

    def get_base_queryset(self):
        return super().get_base_queryset().type(HomePage, EditorialPage)


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", EditorialPagesAPIViewSet)
router.register_endpoint("images", ImagesAPIViewSet)
router.register_endpoint("documents", DocumentsAPIViewSet)
