"""Wagtail's API v2 for what it is good at: editorial pages, and the images and documents that stand on them."""

from django.contrib.contenttypes.models import ContentType
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, ReferenceIndex, Site

from cms.pages.models import EditorialPage, HomePage


class WithoutNul(BaseAPIViewSet):
    """PostgreSQL holds no NUL; Wagtail would hand it on and fail."""

    def check_query_parameters(self, queryset):
        if any("\x00" in value for values in self.request.GET.lists() for value in values[1]):
            raise BadRequestError("query parameters cannot hold a NUL character")
        super().check_query_parameters(queryset)


class EditorialPagesAPIViewSet(WithoutNul, PagesAPIViewSet):
    """Home and editorial pages of the site asked for; services are merged and live in our own API."""

    def get_base_queryset(self):
        return super().get_base_queryset().type(HomePage, EditorialPage)


class ReleasedFiles(WithoutNul):
    """Only what stands on a live page of the site asked for: an upload alone has been released by nobody."""

    def get_queryset(self):
        files = super().get_queryset()
        site = Site.find_for_request(self.request)
        if site is None:
            return files.none()
        pages = Page.objects.live().public().descendant_of(site.root_page, inclusive=True)
        used = ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(key) for key in pages.values_list("pk", flat=True)],
            to_content_type=ContentType.objects.get_for_model(files.model),
        )
        return files.filter(pk__in=[int(key) for key in used.values_list("to_object_id", flat=True)])


class ReleasedImagesAPIViewSet(ReleasedFiles, ImagesAPIViewSet):
    """Images on live pages."""


class ReleasedDocumentsAPIViewSet(ReleasedFiles, DocumentsAPIViewSet):
    """Documents linked from live pages."""


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", EditorialPagesAPIViewSet)
router.register_endpoint("images", ReleasedImagesAPIViewSet)
router.register_endpoint("documents", ReleasedDocumentsAPIViewSet)
