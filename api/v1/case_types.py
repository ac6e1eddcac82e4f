"""Kinds of concerns: what may be opened at a service, in which way, and what is asked, as JSON Schema."""

from __future__ import annotations

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from api import addresses, parameters
from api.reading import Reading
from api.tokens import CALL_DESK, ByToken
from cms.catalogue import languages
from cms.catalogue.models import ServicePage
from cms.organisation.models import Partner
from workflows.cases import actions
from workflows.cases.models import CaseType, Channel

LANGUAGES = (languages.GERMAN, languages.ENGLISH)


class OfferedService(parameters.BySlug):
    """A service by its short name; whether the partner offers it is looked at when both are known."""

    def __init__(self, **options):
        options.setdefault("help_text", "Short name of the service it is about; without it a general concern.")
        super().__init__(ServicePage.objects.german().live(), **options)


class CaseTypesQuery(parameters.Query):
    partner = parameters.PartnerField()
    service = OfferedService(required=False)
    channel = serializers.ChoiceField(
        Channel.choices,
        default=Channel.WEB.value,
        help_text="How it comes in: `web` for citizens; `phone` and `counter` need the token of an agent.",
    )
    language = serializers.ChoiceField(LANGUAGES, default=languages.GERMAN, help_text="In which language it is asked.")


class CaseTypeSummary(serializers.Serializer):
    """A kind of concern that may be opened."""

    slug = serializers.CharField()
    name = serializers.CharField(source="title")
    introduction = serializers.CharField(source="introduction_words", help_text="Stands above the questions.")
    url = serializers.SerializerMethodField(help_text="Its address in this API, with its questions.")

    @extend_schema_field(serializers.URLField)
    def get_url(self, case_type: CaseType) -> str:
        asked = self.context["asked"]
        query = {"partner": asked["partner"].slug, "channel": asked["channel"], "language": asked["language"]}
        if service := asked.get("service"):
            query["service"] = service.slug
        return addresses.of_ours(self.context["request"], "case-type", case_type.slug, **query)


class CaseTypesSerializer(serializers.Serializer):
    """What may be opened: the kinds of the service, else the general question."""

    case_types = CaseTypeSummary(many=True)


class DurationSerializer(serializers.Serializer):
    """How long something may take, in the department's service time."""

    amount = serializers.IntegerField(min_value=1)
    unit = serializers.ChoiceField(["service_hours", "service_days"])


class CaseTypeSerializer(CaseTypeSummary):
    """A kind of concern with its questions."""

    version = serializers.IntegerField(help_text="The version that a concern opened now is pinned to.")
    promise = DurationSerializer(help_text="Within what there will be an answer.")
    details_days = serializers.IntegerField(help_text="For how many days after the answer contact details are kept.")
    answers = serializers.DictField(
        help_text=(
            "JSON Schema (2020-12) of `answers`: conditions as `if` and `then`, and beside each question as "
            "`x-asked-if`. What is not asked is left out when it is sent."
        )
    )


class CaseTypeList(Reading):
    """What may be opened at a service of a partner, or at none; the first is the usual one."""

    query_class = CaseTypesQuery
    authentication_classes = [ByToken]

    @extend_schema(responses=CaseTypesSerializer, operation_id="case_types_list")
    def get(self, request: Request) -> Response:
        """What may be opened at a service of a partner, or at none; the first is the usual one."""
        asked = self.query
        with translation.override(asked["language"]):
            found = {"case_types": offered(request, **chosen(asked))}
            answer = CaseTypesSerializer(found, context={"request": request, "asked": asked}).data
        return Response(answer, headers={"Content-Language": asked["language"]})


class CaseTypeDetail(Reading):
    """One kind of concern with its questions."""

    query_class = CaseTypesQuery
    authentication_classes = [ByToken]

    @extend_schema(responses=CaseTypeSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """One kind of concern with its questions, as somebody is asked them who comes in this way."""
        asked = self.query
        case_type = next((each for each in offered(request, **chosen(asked)) if each.slug == slug), None)
        if case_type is None:
            raise Http404
        version = case_type.current_version()
        definition = version.parsed
        case_type.version, case_type.promise = version.number, definition.promise
        case_type.details_days = definition.retention["answered"].details_days
        with translation.override(asked["language"]):
            asks = actions.questionnaire(case_type=case_type, channel=asked["channel"], partner=asked["partner"])
            case_type.answers = asks.json_schema()
            answer = CaseTypeSerializer(case_type, context={"request": request, "asked": asked}).data
        return Response(answer, headers={"Content-Language": asked["language"]})


def chosen(asked: dict) -> dict:
    """What decides which kinds are offered."""
    return {"partner": asked["partner"], "service": asked.get("service"), "channel": asked["channel"]}


def offered(request: Request, *, partner: Partner, service: ServicePage | None, channel: str) -> list[CaseType]:
    """The kinds that may be opened here by whoever asks; on the telephone and at the counter agents do."""
    if channel != Channel.WEB:
        if not request.user:
            raise NotAuthenticated
        if not request.user.has_perm(CALL_DESK):
            raise PermissionDenied
    if service is not None and not ServicePage.objects.offered_by(partner).filter(pk=service.pk).exists():
        raise serializers.ValidationError({"service": [_("This partner does not offer this service.")]})
    return actions.case_types_for(service, channel=channel, partner=partner)
