"""The public search: what citizens find, and what a box offers while they type, for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page

from api import addresses, parameters
from api.reading import Reading
from cms.catalogue import languages
from cms.catalogue.models import LifeSituation, ServicePage, Topic
from cms.knowledge.marks import Marker, marker, marker_of_letters
from cms.knowledge.models import AGENTS_ONLY
from cms.knowledge.search import Audience, Hit, Kind, Results, search
from cms.knowledge.search_log import searched
from cms.knowledge.suggestions import Suggestion, suggest
from cms.organisation.models import Partner

MOST_RESULTS = 20
MOST_SUGGESTIONS = 8
LONGEST_QUERY = 200
KINDS = [kind for kind in Kind if kind not in AGENTS_ONLY]
WORDS = ("title", "everyday_title", "teaser")

# Where each kind is read in the town hall; a page of free text has an address of its own.
TOWN_HALL = {
    Kind.SERVICE: "/leistungen/{}/",
    Kind.TOPIC: "/themen/{}/",
    Kind.LIFE_SITUATION: "/lebenslagen/{}/",
    Kind.DEPARTMENT: "/aemter/{}/",
    Kind.OFFICE: "/dienststellen/{}/",
    Kind.LOCATION: "/standorte/{}/",
}
ONE = {Kind.SERVICE: "service", Kind.DEPARTMENT: "department", Kind.OFFICE: "office"}
UNDER = {Kind.TOPIC: "topic", Kind.LIFE_SITUATION: "life_situation"}


class Words:
    """The words of hits in a language: German where nobody has written them in the one asked for."""

    def __init__(self, hits: Iterable[Hit | Suggestion], language: str):
        self.language = language
        self.hits = list(hits) if language != languages.GERMAN else []

    def of(self, hit: Hit) -> dict[str, str]:
        found = self.written.get((hit.kind, hit.object_id))
        return found or {**{name: getattr(hit, name) for name in WORDS}, "language": languages.GERMAN}

    @cached_property
    def written(self) -> Mapping[tuple[Kind, int], dict[str, str]]:
        subjects = ((Topic, Kind.TOPIC), (LifeSituation, Kind.LIFE_SITUATION))
        return self._services() | {key: words for each in subjects for key, words in self._subjects(*each).items()}

    def _numbers(self, kind: Kind) -> list[int]:
        return [hit.object_id for hit in self.hits if hit.kind == kind]

    def _services(self) -> dict[tuple[Kind, int], dict[str, str]]:
        numbers = self._numbers(Kind.SERVICE)
        if not numbers:
            return {}
        keys = dict(ServicePage.objects.filter(pk__in=numbers).values_list("translation_key", "pk"))
        there = languages.written_in(ServicePage.objects.live(), self.language).filter(translation_key__in=keys)
        return {
            (Kind.SERVICE, keys[row.pop("translation_key")]): {**row, "language": self.language}
            for row in there.values("translation_key", *WORDS)
        }

    def _subjects(self, model: type[Topic | LifeSituation], kind: Kind) -> dict[tuple[Kind, int], dict[str, str]]:
        """Topics and life situations have an English name and no more."""
        numbers = self._numbers(kind) if self.language == languages.ENGLISH else []
        if not numbers:
            return {}
        named = model.objects.filter(pk__in=numbers).exclude(name_en="").values_list("pk", "name_en")
        return {
            (kind, number): {"title": name, "everyday_title": "", "teaser": "", "language": languages.ENGLISH}
            for number, name in named
        }


class MarkedSerializer(serializers.Serializer):
    """The same as HTML: everything escaped, and the words found between `<mark>` and `</mark>`."""

    title = serializers.CharField()
    everyday_title = serializers.CharField(allow_blank=True)
    teaser = serializers.CharField(allow_blank=True)


class HitSerializer(serializers.Serializer):
    """What fits the words."""

    kind = serializers.ChoiceField(KINDS)
    partner = serializers.CharField(help_text="Whose it is, or as whose it is shown, by the short name.")
    slug = serializers.CharField()
    title = serializers.CharField()
    everyday_title = serializers.CharField(allow_blank=True)
    teaser = serializers.CharField(
        allow_blank=True, help_text="Of an office its first telephone number and its address."
    )
    marked = MarkedSerializer()
    language = serializers.ChoiceField(languages.ALL, help_text="The language of these words.")
    offered = serializers.BooleanField(
        help_text="False where the partner does not offer the service, or it is not ours."
    )
    url = serializers.URLField(allow_null=True, help_text="Its address in this API; a location has none of its own.")
    html_url = serializers.URLField(allow_null=True, help_text="Where people read it.")


class ResultsSerializer(serializers.Serializer):
    """What was found, best first."""

    unsure = serializers.BooleanField(help_text="True if the words were hardly understood.")
    confidence = serializers.FloatField(min_value=0, max_value=1, help_text="How well the words were understood.")
    did_you_mean = serializers.CharField(allow_blank=True, help_text="What may have been meant; mostly empty.")
    kinds = serializers.SerializerMethodField(help_text="How many of each kind fit, whichever are shown.")
    hits = HitSerializer(many=True)

    @extend_schema_field(
        {"type": "object", "properties": {kind.value: {"type": "integer", "minimum": 1} for kind in KINDS}}
    )
    def get_kinds(self, found: dict) -> dict[str, int]:
        return found["kinds"]


class Asked(parameters.Query):
    """Whose, in what words, and in which language the answer is read."""

    partner = parameters.PartnerField()
    q = serializers.CharField(
        max_length=LONGEST_QUERY,
        default="",
        allow_blank=True,
        help_text="What somebody would say; nothing finds nothing.",
    )
    lang = serializers.ChoiceField(
        languages.ALL,
        default=languages.GERMAN,
        help_text="The language of titles and teasers; what is searched are the German words.",
    )


class SearchQuery(Asked):
    kind = serializers.ChoiceField(KINDS, required=False, help_text="Only this kind.")
    topic = parameters.BySlug(Topic.objects.all(), required=False, help_text="Only services under this topic.")


class SearchView(Reading):
    """What fits the words, best first; at most 20."""

    query_class = SearchQuery

    @extend_schema(responses=ResultsSerializer)
    def get(self, request: Request) -> Response:
        """What fits the words, best first; at most 20."""
        asked = self.query
        results = search(
            asked["q"],
            partner=asked["partner"],
            audience=Audience.PUBLIC,
            limit=MOST_RESULTS,
            kinds={Kind(asked["kind"])} if "kind" in asked else None,
            topic=asked["topic"].pk if "topic" in asked else None,
        )
        searched(asked["q"], partner=asked["partner"], face="api", results=results)
        return Response(ResultsSerializer(answer(results, asked, request)).data)


class SuggestionSerializer(serializers.Serializer):
    """What may be meant."""

    kind = serializers.ChoiceField(KINDS)
    slug = serializers.CharField()
    text = serializers.CharField(help_text="What to offer.")
    marked = serializers.CharField(help_text="The same as HTML, with the words found between `<mark>` and `</mark>`.")
    language = serializers.ChoiceField(languages.ALL, help_text="The language of these words.")
    url = serializers.URLField(allow_null=True, help_text="Its address in this API; a location has none of its own.")
    html_url = serializers.URLField(allow_null=True, help_text="Where people read it.")


class SuggestionsSerializer(serializers.Serializer):
    """What may be meant, the likeliest first."""

    suggestions = SuggestionSerializer(many=True)


class SuggestView(Reading):
    """What may be meant by the beginning of a question; at most 8."""

    query_class = Asked

    @extend_schema(responses=SuggestionsSerializer)
    def get(self, request: Request) -> Response:
        """What may be meant by the beginning of a question, of which the last word is still being typed; at most 8."""
        asked = self.query
        partner = asked["partner"]
        offers = suggest(asked["q"], partner=partner, audience=Audience.PUBLIC, limit=MOST_SUGGESTIONS)
        marks = marker_of_letters(asked["q"], partner=partner, audience=Audience.PUBLIC)
        written, pages = Words(offers, asked["lang"]).written, addresses_of_pages(offers)
        suggestions = []
        for each in offers:
            words = written.get((each.kind, each.object_id), {"title": each.text, "language": languages.GERMAN})
            text = {"text": words["title"], "marked": marks.marked(words["title"]), "language": words["language"]}
            suggestions.append(text | where(each, partner, pages, request))
        return Response(SuggestionsSerializer({"suggestions": suggestions}).data)


def answer(
    results: Results,
    asked: Mapping,
    request: Request,
    *,
    audience: Audience = Audience.PUBLIC,
    also: Iterable[Partner] = (),
) -> dict:
    """Results as machines read them."""
    marks = marker(results.plan, audience=audience)
    words, pages = Words(results.hits, asked["lang"]), addresses_of_pages(results.hits)
    partners = {partner.pk: partner for partner in (asked["partner"], *also)}
    return {
        "unsure": results.unsure,
        "confidence": round(results.confidence, 3),
        "did_you_mean": results.did_you_mean,
        "kinds": {kind.value: results.kinds[kind] for kind in Kind if results.kinds.get(kind)},
        "hits": [told(hit, words.of(hit), marks, partners[hit.partner_id], pages, request) for hit in results.hits],
    }


def told(
    hit: Hit, words: Mapping[str, str], marks: Marker, partner: Partner, pages: Mapping[int, str], request: Request
) -> dict:
    return {
        "partner": partner.slug,
        **words,
        "marked": {name: marks.marked(words[name]) for name in WORDS},
        "offered": hit.offered,
        **where(hit, partner, pages, request),
    }


def where(hit: Hit | Suggestion, partner: Partner, pages: Mapping[int, str], request: Request) -> dict:
    """What it is, and where machines and people read it."""
    path = pages.get(hit.object_id) if hit.kind == Kind.PAGE else TOWN_HALL.get(hit.kind, "").format(hit.slug)
    return {
        "kind": hit.kind.value,
        "slug": hit.slug,
        "url": address(hit, partner, request),
        "html_url": addresses.of_town_hall(partner, request, path) if path else None,
    }


def address(hit: Hit | Suggestion, partner: Partner, request: Request) -> str | None:
    """Where one reads on in the API: the thing itself, the services under it, or Wagtail's page."""
    if hit.kind in ONE:
        return addresses.of_ours(request, ONE[hit.kind], hit.slug, partner=partner.slug)
    if hit.kind in UNDER:
        return addresses.of_ours(request, "services", **{"partner": partner.slug, UNDER[hit.kind]: hit.slug})
    if hit.kind == Kind.PAGE:
        return addresses.of_town_hall(partner, request, f"/api/v2/pages/{hit.object_id}/")
    return None


def addresses_of_pages(hits: Iterable[Hit | Suggestion]) -> dict[int, str]:
    """The paths of pages of free text in their town hall; one query for all of them."""
    numbers = [hit.object_id for hit in hits if hit.kind == Kind.PAGE]
    found = {}
    for page in Page.objects.filter(pk__in=numbers) if numbers else ():
        parts = page.get_url_parts()
        if parts and parts[2]:
            found[page.pk] = parts[2]
    return found
