"""Services as a partner offers them: the shared page merged with what the partner deviates in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import DateTimeField, F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from wagtail.models import PageLogEntry

from api import addresses, parameters
from api.reading import ReadingList, ReadingOne
from api.rich_text import RichTextField
from cms.catalogue import languages
from cms.catalogue.effective import EffectiveService, Form, Related, effective
from cms.catalogue.models import LifeSituation, LocalServicePage, ServicePage, Topic
from cms.organisation.models import Partner

from .notices import NoticeText
from .offices import OfficeSerializer, openings
from .references import ServiceLevelField, reference


class Subject(serializers.Serializer):
    """A topic or a life situation."""

    slug = serializers.CharField()
    name = serializers.CharField()


class ServiceSummary(serializers.ModelSerializer):
    """A service in a list, in its German words."""

    topics = serializers.SlugRelatedField("slug", many=True, read_only=True)
    life_situations = serializers.SlugRelatedField("slug", many=True, read_only=True)
    languages = serializers.SerializerMethodField(help_text="The languages in which its page has been written.")
    changed_at = serializers.DateTimeField(help_text="When its page, or this partner's own part of it, last changed.")
    url = serializers.SerializerMethodField(help_text="Its address in this API.")
    html_url = serializers.SerializerMethodField(help_text="Its page in the town hall.")

    class Meta:
        model = ServicePage
        fields = [
            "slug",
            "title",
            "everyday_title",
            "teaser",
            "leika_key",
            "topics",
            "life_situations",
            "languages",
            "changed_at",
            "url",
            "html_url",
        ]
        read_only_fields = fields

    def get_languages(self, service: ServicePage) -> list[str]:
        return self.context["languages"][service.translation_key]

    @extend_schema_field(serializers.URLField)
    def get_url(self, service: ServicePage) -> str:
        return addresses.of_ours(self.context["request"], "service", service.slug, partner=self.context["partner"].slug)

    @extend_schema_field(serializers.URLField)
    def get_html_url(self, service: ServicePage) -> str:
        return addresses.of_town_hall(self.context["partner"], self.context["request"], service.citizens_path)


class DocumentSerializer(serializers.Serializer):
    """Something to bring."""

    name = serializers.CharField()
    kind = serializers.CharField(help_text="`original` or `copy`; empty if either will do.")
    note = serializers.CharField()
    form_url = serializers.SerializerMethodField(help_text="A form to fill in for it, or empty.")
    language = serializers.CharField()

    def get_form_url(self, document: object) -> str:
        return whole(document.form_url, self.context)


class FeeSerializer(serializers.Serializer):
    """What something costs, in euros: an amount, a range up to a second one, or what the note says."""

    label = serializers.CharField()
    amount = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True)
    amount_until = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True)
    note = serializers.CharField()
    language = serializers.CharField()


class DeadlineSerializer(serializers.Serializer):
    """A time to keep, or that the office needs."""

    label = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()


class StepSerializer(serializers.Serializer):
    """One step of the procedure."""

    title = serializers.CharField()
    text = RichTextField()


class FormSerializer(serializers.Serializer):
    """A form to fill in."""

    name = serializers.CharField()
    url = serializers.SerializerMethodField()
    language = serializers.CharField()

    @extend_schema_field(serializers.URLField)
    def get_url(self, form: Form) -> str:
        return whole(form.url, self.context)


class LawSerializer(serializers.Serializer):
    """A law or by-law the service rests on."""

    name = serializers.CharField()
    url = serializers.CharField()


class OnlineServiceSerializer(serializers.Serializer):
    """Where the service can be done online."""

    name = serializers.CharField()
    url = serializers.CharField()


class RelatedService(serializers.Serializer):
    """Another service of the same partner that people often need with this one."""

    slug = serializers.CharField()
    name = serializers.CharField()
    language = serializers.CharField()
    url = serializers.URLField(help_text="Its address in this API.")


class WhoseSerializer(serializers.Serializer):
    """Who does what this partner does not."""

    name = serializers.CharField()
    phone = serializers.CharField()
    url = serializers.CharField()


class ServiceDetail(serializers.Serializer):
    """A service as one partner offers it, or who does it instead."""

    slug = serializers.CharField(source="page.slug")
    partner = serializers.CharField(source="partner.slug")
    offered = serializers.BooleanField(help_text="False if this partner does not do it; `whose` may say who does.")
    whose = WhoseSerializer(allow_null=True)
    language = serializers.CharField(help_text="The language of the words; parts in another one say so themselves.")
    languages = serializers.SerializerMethodField(help_text="The languages in which its page has been written.")
    title = serializers.CharField()
    everyday_title = serializers.CharField()
    teaser = serializers.CharField()
    spoken_answer = serializers.CharField(help_text="At most 60 words, to be read aloud.")
    spoken_answer_language = serializers.CharField()
    short_text = serializers.CharField()
    full_text = RichTextField()
    target_group = serializers.CharField()
    prerequisites = RichTextField()
    local_text = RichTextField(help_text="What only this partner says.")
    local_text_language = serializers.CharField()
    documents = DocumentSerializer(many=True)
    documents_none_needed = serializers.BooleanField(help_text="True if somebody has said that nothing is needed.")
    fees = FeeSerializer(many=True)
    is_free = serializers.BooleanField(help_text="True if somebody has said that it costs nothing.")
    ways_to_pay = serializers.ListField(child=serializers.CharField())
    processing_time = serializers.CharField()
    processing_time_language = serializers.CharField()
    deadlines = DeadlineSerializer(many=True)
    visit_minutes = serializers.IntegerField(allow_null=True)
    steps = StepSerializer(many=True)
    forms = FormSerializer(many=True)
    online_services = OnlineServiceSerializer(many=True)
    remedies = RichTextField()
    notes = RichTextField()
    legal_basis = LawSerializer(many=True)
    offices = OfficeSerializer(many=True)
    service_level = ServiceLevelField()
    topics = serializers.SerializerMethodField()
    life_situations = serializers.SerializerMethodField()
    related_services = serializers.SerializerMethodField()
    notices = NoticeText(many=True, help_text="What is out of order just now.")
    leika_key = serializers.CharField(source="page.leika_key")
    professionally_released_by = serializers.CharField()
    professionally_released_on = serializers.DateField(allow_null=True)
    checked_on = serializers.DateField(allow_null=True, help_text="The day on which these words were last released.")
    changed_at = serializers.DateTimeField(source="page.changed_at")
    url = serializers.SerializerMethodField(help_text="Its address in this API.")
    html_url = serializers.SerializerMethodField(help_text="Its page in the town hall.")

    def get_languages(self, service: EffectiveService) -> list[str]:
        return self.context["languages"][service.page.translation_key]

    @extend_schema_field(Subject(many=True))
    def get_topics(self, service: EffectiveService) -> list[dict]:
        return [{"slug": each.slug, "name": in_language(each, service.language)} for each in service.topics]

    @extend_schema_field(Subject(many=True))
    def get_life_situations(self, service: EffectiveService) -> list[dict]:
        return [{"slug": each.slug, "name": in_language(each, service.language)} for each in service.life_situations]

    @extend_schema_field(RelatedService(many=True))
    def get_related_services(self, service: EffectiveService) -> list[dict]:
        return [self.related(each) for each in service.related_services]

    def related(self, service: Related) -> dict:
        partner, request = self.context["partner"], self.context["request"]
        return {
            **reference("service", service.slug, service.title, partner, request),
            "language": service.language,
        }

    @extend_schema_field(serializers.URLField)
    def get_url(self, service: EffectiveService) -> str:
        query = {"partner": service.partner.slug}
        if service.language != languages.GERMAN:
            query["language"] = service.language
        return addresses.of_ours(self.context["request"], "service", service.page.slug, **query)

    @extend_schema_field(serializers.URLField)
    def get_html_url(self, service: EffectiveService) -> str:
        return addresses.of_town_hall(service.partner, self.context["request"], service.text.citizens_path)


def whole(link: str, context: dict) -> str:
    """A link with its host, or nothing where there is none."""
    return addresses.whole(link, context["request"], context["partner"]) if link else ""


def in_language(subject: Topic | LifeSituation, language: str) -> str:
    return (subject.name_en if language == languages.ENGLISH else "") or subject.name


class ServiceQuery(parameters.Query):
    partner = parameters.PartnerField()
    language = serializers.ChoiceField(
        choices=languages.ALL,
        default=languages.GERMAN,
        help_text="In which language; German where nobody has written it in the one asked for.",
    )


class ServicesQuery(parameters.ListQuery):
    partner = parameters.PartnerField()
    topic = parameters.BySlug(Topic.objects.all(), required=False, help_text="Short name of a topic.")
    life_situation = parameters.BySlug(
        LifeSituation.objects.all(), required=False, help_text="Short name of a life situation."
    )
    leika_key = serializers.RegexField(
        r"^[0-9]{14}\Z",
        required=False,
        error_messages={"invalid": _("A LeiKa key has 14 digits.")},
        help_text="14 digits.",
    )
    changed_since = parameters.Moment(
        required=False,
        help_text="Only what has changed at this moment or later; a day is meant from its first minute on.",
    )


def with_change(services: QuerySet[ServicePage], partner: Partner) -> QuerySet[ServicePage]:
    """Each service with ``changed_at``: when its page or the partner's own part of it was released or withdrawn."""
    local_pages = LocalServicePage.objects.filter(partner=partner, service=OuterRef("pk"))
    own = Subquery(local_pages.values("last_published_at")[:1])
    withdrawals = PageLogEntry.objects.filter(
        action__startswith="wagtail.unpublish",  # by somebody, or by its end
        page__live=False,
        page__localservicepage__partner=partner,
        page__localservicepage__service=OuterRef("pk"),
    )
    withdrawn = Subquery(withdrawals.order_by("-timestamp").values("timestamp")[:1], output_field=DateTimeField())
    released = Coalesce(F("last_published_at"), F("first_published_at"), F("latest_revision_created_at"))
    return services.annotate(
        changed_at=Greatest(released, Coalesce(own, released), Coalesce(withdrawn, released)),
    )


def written_languages(services: Iterable[ServicePage]) -> dict:
    """The languages of the live pages of each service, by its translation key; one query for all of them."""
    found: dict = defaultdict(list)
    pages = ServicePage.objects.live().filter(translation_key__in=[each.translation_key for each in services])
    for key, language in pages.values_list("translation_key", "locale__language_code"):
        found[key].append(language)
    return {key: sorted(codes, key=languages.ALL.index) for key, codes in found.items()}


class Services:
    """What the serializers need to know besides."""

    def get_serializer_context(self) -> dict:
        return {**super().get_serializer_context(), "languages": getattr(self, "languages", {})}


class ServiceList(Services, ReadingList):
    """The services a partner offers, in an order that never changes.

    A copy is kept up to date with `changed_since`. What is no longer offered does not appear here any more, and a
    service that is newly assigned to an office appears without having changed: read the list without it once a day.
    """

    query_class = ServicesQuery
    serializer_class = ServiceSummary
    list_name = "services"

    def get_queryset(self) -> QuerySet[ServicePage]:
        partner = self.query["partner"]
        services = with_change(ServicePage.objects.offered_by(partner), partner)
        filters = {
            "topic": "topics",
            "life_situation": "life_situations",
            "leika_key": "leika_key",
            "changed_since": "changed_at__gte",
        }
        wanted = {lookup: self.query[name] for name, lookup in filters.items() if name in self.query}
        return services.filter(**wanted).prefetch_related(
            Prefetch("topics", Topic.objects.order_by("name")), Prefetch("life_situations", LifeSituation.objects.all())
        )

    def paginate_queryset(self, queryset: QuerySet[ServicePage]) -> list[ServicePage]:
        services = super().paginate_queryset(queryset)
        self.languages = written_languages(services)
        return services


class ServiceOne(Services, ReadingOne):
    """One service as a partner offers it.

    A service this partner does not do is answered with `offered: false` and with whose it is.
    """

    query_class = ServiceQuery
    serializer_class = ServiceDetail

    def get_object(self) -> EffectiveService:
        partner = self.query["partner"]
        live = ServicePage.objects.german().live().filter(slug=self.kwargs["slug"])
        service = with_change(live, partner).first()
        if service is None:
            raise Http404
        now = timezone.now()
        merged = effective(service, partner, language=self.query["language"], at=now)
        if not merged.offered and merged.local is None and merged.whose is None:
            raise Http404  # nobody has said anything here about this service
        self.content_language = merged.language
        self.languages = written_languages([service])
        self.openings = openings(merged.offices, now)
        return merged

    def get_serializer_context(self) -> dict:
        return {**super().get_serializer_context(), "openings": getattr(self, "openings", {})}
