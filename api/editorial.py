"""Wagtail's API v2 for what it is good at: editorial pages, and the images and documents that stand on them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from rest_framework.fields import Field
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer, PageSerializer, get_serializer_class
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.fields import RichTextField as StoredRichText
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, ReferenceIndex, Site

from cms.pages.models import EditorialPage, HomePage

from . import addresses
from .problems import exception_handler
from .rich_text import RichTextField

LONGEST_VALUE = 200
LARGEST_KEY = 2**63 - 1


class Address(Field):
    """A whole address; Wagtail takes scheme and port from the site's row, which is true of no proxy."""

    def get_attribute(self, instance: Model) -> Model:
        return instance


class DetailAddress(Address):
    """Where one reads it here."""

    def to_representation(self, row: Model) -> str:
        path = self.context["router"].get_object_detail_urlpath(type(row), row.pk)
        return self.context["request"].build_absolute_uri(path)


class PageAddress(Address):
    """Where people read it."""

    def to_representation(self, page: Page) -> str | None:
        request = self.context["request"]
        _site, root, path = page.get_url_parts(request) or (None, None, None)
        return addresses.under(urlsplit(root).hostname, request, path) if root and path else None


class FileAddress(Address):
    """Where the file itself lies."""

    def to_representation(self, row: Model) -> str:
        file = row.url if hasattr(row, "url") else row.file.url
        return addresses.whole(file, self.context["request"], None)


class Parent(Field):
    """The page above, if it stands in the same town hall."""

    def get_attribute(self, page: Page) -> Page | None:
        return self.context["base_queryset"].filter(pk=page.get_parent().pk).first()

    def to_representation(self, page: Page) -> dict:
        meta = ["type", "detail_url", "html_url"]
        serializer = get_serializer_class(Page, ["id", *meta, "title"], meta_fields=meta, base=OurPageSerializer)
        return serializer(context=self.context).to_representation(page)


# Rich text as anybody can show it.
FIELDS = {**BaseSerializer.serializer_field_mapping, StoredRichText: RichTextField}


class OurPageSerializer(PageSerializer):
    serializer_field_mapping = FIELDS
    detail_url = DetailAddress(read_only=True)
    html_url = PageAddress(read_only=True)
    parent = Parent(read_only=True)


class FileSerializer(BaseSerializer):
    serializer_field_mapping = FIELDS
    detail_url = DetailAddress(read_only=True)
    download_url = FileAddress(read_only=True)


class Endpoint(BaseAPIViewSet):
    """What Wagtail's endpoints lack: refusals in our form, and no fault of ours by an odd parameter."""

    renderer_classes = [JSONRenderer]
    # “site” would ask for another host's pages, “_” and “format” are for the pages Wagtail would make of it.
    known_query_parameters = frozenset({"limit", "offset", "fields", "order", "search", "search_operator"})

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        for name, values in request.GET.lists():
            if any("\x00" in value for value in values):
                raise BadRequestError("query parameters cannot hold a NUL character")
            if any(len(value) > LONGEST_VALUE for value in values):
                raise BadRequestError(f"{name} is longer than {LONGEST_VALUE} characters")
        if "site" in request.GET:
            raise BadRequestError("ask the host of the other site")
        if not request.GET.get("id", "1").isdecimal() or int(request.GET.get("id", "1")) > LARGEST_KEY:
            raise BadRequestError("id must be a number")
        if request.GET.get("search_operator", "or") not in {"and", "or"}:
            raise BadRequestError("search_operator must be 'and' or 'or'")

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, ValidationError):  # a filter on a date that is none
            exc = BadRequestError(" ".join(exc.messages))
        answer = exception_handler(exc, self.get_exception_handler_context())
        if answer is None:
            raise exc
        answer.exception = True
        return answer

    def find_view(self, request: Request) -> HttpResponse:
        """As Wagtail's, but under the host asked."""
        queryset = self.get_queryset()
        try:
            found = self.find_object(queryset, request)
        except self.model.DoesNotExist:
            found = None
        if found is None:
            raise Http404
        query = request.GET.copy()
        for parameter in self.find_query_parameters:
            query.pop(parameter, None)
        path = request.wagtailapi_router.get_object_detail_urlpath(self.model, found.pk)
        return redirect(f"{path}?{query.urlencode()}" if query else path)


class EditorialPagesAPIViewSet(Endpoint, PagesAPIViewSet):
    """Home and editorial pages of the site asked for; services are merged and live in our own API."""

    base_serializer_class = OurPageSerializer
    known_query_parameters = Endpoint.known_query_parameters | {
        "type",
        "child_of",
        "ancestor_of",
        "descendant_of",
        "translation_of",
        "locale",
    }
    body_fields = ["id", "title"]
    meta_fields = [
        "type",
        "detail_url",
        "html_url",
        "slug",
        "seo_title",
        "search_description",
        "first_published_at",
        "last_published_at",
        "parent",
        "locale",
    ]

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().type(HomePage, EditorialPage)


class ReleasedFiles(Endpoint):
    """Only what stands on a live page of the site asked for: an upload alone has been released by nobody."""

    base_serializer_class = FileSerializer
    meta_fields = ["type", "detail_url", "download_url"]
    listing_default_fields = ["id", "title", "type", "detail_url", "download_url"]

    def get_queryset(self) -> QuerySet:
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

    body_fields = ["id", "title", "width", "height"]


class ReleasedDocumentsAPIViewSet(ReleasedFiles, DocumentsAPIViewSet):
    """Documents linked from live pages."""

    body_fields = ["id", "title"]


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", EditorialPagesAPIViewSet)
router.register_endpoint("images", ReleasedImagesAPIViewSet)
router.register_endpoint("documents", ReleasedDocumentsAPIViewSet)
