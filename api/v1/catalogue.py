"""Services as a partner offers them: the shared page merged with what the partner deviates in."""

from django.core.validators import slug_re
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.pagination import LimitOffsetPagination
from wagtail.rich_text import expand_db_html

from cms.catalogue.effective import effective
from cms.catalogue.models import ServicePage

from .partners import PARTNER_PARAMETER, partner_of


class Pages(LimitOffsetPagination):
    default_limit = 50
    max_limit = 200


class RichTextField(serializers.CharField):
    """Stored rich text as HTML a browser can show."""

    def to_representation(self, value):
        return expand_db_html(value) if value else ""


class ServiceSummary(serializers.ModelSerializer):
    """A service in a list."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ServicePage
        fields = ["slug", "title", "everyday_title", "teaser", "leika_key", "last_published_at", "url"]

    @extend_schema_field(serializers.URLField)
    def get_url(self, service):
        request = self.context["request"]
        partner = self.context["partner"]
        return request.build_absolute_uri(f"{reverse('v1:service', args=[service.slug])}?partner={partner.slug}")


class DocumentSerializer(serializers.Serializer):
    name = serializers.CharField()
    note = serializers.CharField()


class FeeSerializer(serializers.Serializer):
    label = serializers.CharField()
    amount = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True)
    note = serializers.CharField()


class LinkSerializer(serializers.Serializer):
    name = serializers.CharField()
    url = serializers.CharField()


class OfficeSerializer(serializers.Serializer):
    name = serializers.CharField()
    department = serializers.CharField(source="department.name")
    street = serializers.CharField(source="location.street")
    postcode = serializers.CharField(source="location.postcode")
    town = serializers.CharField(source="location.town")
    directions = serializers.CharField()
    email = serializers.CharField()
    phones = serializers.SerializerMethodField()

    def get_phones(self, office) -> list[str]:
        return [point.phone for point in office.contact_points.all()]


class ServiceDetail(serializers.Serializer):
    """A service as one partner offers it."""

    slug = serializers.CharField(source="page.slug")
    partner = serializers.CharField(source="partner.slug")
    offered = serializers.BooleanField()
    title = serializers.CharField()
    everyday_title = serializers.CharField()
    teaser = serializers.CharField()
    spoken_answer = serializers.CharField()
    short_text = serializers.CharField()
    full_text = RichTextField()
    prerequisites = RichTextField()
    documents = DocumentSerializer(many=True)
    fees = FeeSerializer(many=True)
    processing_time = serializers.CharField()
    legal_basis = LinkSerializer(many=True)
    online_services = LinkSerializer(many=True)
    offices = OfficeSerializer(many=True)
    local_text = RichTextField()
    leika_key = serializers.CharField(source="page.leika_key")
    topics = serializers.SerializerMethodField()
    last_published_at = serializers.DateTimeField(source="page.last_published_at")

    def get_topics(self, service) -> list[str]:
        return [topic.slug for topic in service.topics]


@extend_schema(parameters=[PARTNER_PARAMETER, OpenApiParameter("topic", str, description="Short name of a topic.")])
class ServiceListView(generics.ListAPIView):
    """The services a partner offers, by title."""

    serializer_class = ServiceSummary
    pagination_class = Pages

    def get_queryset(self):
        services = ServicePage.objects.offered_by(self.partner)
        if topic := self.request.query_params.get("topic"):
            services = services.filter(topics__slug=topic) if slug_re.match(topic) else services.none()
        return services

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "partner": self.partner}

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.partner = partner_of(request)


@extend_schema(parameters=[PARTNER_PARAMETER])
class ServiceDetailView(generics.RetrieveAPIView):
    """One service as a partner offers it."""

    serializer_class = ServiceDetail

    def get_object(self):
        partner = partner_of(self.request)
        service = ServicePage.objects.german().live().filter(slug=self.kwargs["slug"]).first()
        if service is None:
            raise Http404
        merged = effective(service, partner)
        if not merged.offered and merged.local is None:
            raise Http404  # nothing is said here about this service; "not offered here" would be a local page
        return merged
