"""Concerns over the API: promised before they are sent, opened once, and followed by number and code.

The code never stands in an address: it is sent in a body, and the answer is kept by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api import addresses, parameters, writing
from api.once import only_once
from api.reading import Reading
from api.refusals import PromiseEnded
from api.tokens import ByToken
from cms.accounts import attempts
from cms.audit.models import Actor
from cms.catalogue import languages
from workflows.cases import actions
from workflows.cases.errors import CaseTypeClosed
from workflows.cases.models import Case, CaseType, Channel
from workflows.citizens.models import ReplyChannel

from .case_types import LANGUAGES, OfferedService, chosen, offered

PROMISE = "api.promise"
PROMISE_LASTS = timedelta(minutes=30)
SHORTEST_KEY, LONGEST_KEY = 16, 100


class Answers(serializers.DictField):
    """Answers by the keys of their questions; each is looked at by the rules of its question."""

    default_error_messages = {"text": _("Texts hold no null characters and no halves of characters.")}

    def to_internal_value(self, data: object) -> dict:
        answers = super().to_internal_value(data)
        if any("\x00" in text or not is_whole(text) for text in writing.texts_in(answers)):
            self.fail("text")
        return answers


def is_whole(text: str) -> bool:
    """Whether it can be written in UTF-8; half of a surrogate pair cannot."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


class DetailsBody(writing.Body):
    """How the citizen is reached. Without it nobody knows who asked."""

    name = serializers.CharField(max_length=150, default="", allow_blank=True)
    email = serializers.EmailField(max_length=254, default="", allow_blank=True)
    phone = serializers.CharField(max_length=40, default="", allow_blank=True)
    address = serializers.CharField(max_length=300, default="", allow_blank=True)
    call_times = serializers.CharField(max_length=120, default="", allow_blank=True)
    language = serializers.ChoiceField(LANGUAGES, default=languages.GERMAN, help_text="Of the letters she gets.")

    def to_internal_value(self, data: object) -> dict:
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({name: [_("There is no such field here.")] for name in unknown})
        return super().to_internal_value(data)


class ConcernBody(writing.Body):
    """A concern as it is opened."""

    partner = parameters.PartnerField()
    case_type = serializers.SlugField(max_length=50, help_text="Short name of the kind of concern.")
    service = OfferedService(required=False, allow_null=True)
    channel = serializers.ChoiceField(
        Channel.choices,
        default=Channel.WEB.value,
        help_text="How it comes in; `phone` and `counter` need the token of an agent.",
    )
    concern = writing.Text(max_length=4000, help_text="What it is about, in the citizen's words.")
    answers = Answers(
        default=dict, help_text="Answers to the questions of the kind; its `answers` is their JSON Schema."
    )
    reply_channel = serializers.ChoiceField(
        ReplyChannel.choices, default=ReplyChannel.NONE.value, help_text="How she wants the answer."
    )
    details = DetailsBody(required=False, allow_null=True, help_text="How she is reached.")


class OpenBody(ConcernBody):
    """A concern to be opened, with the promise that was read before."""

    promise = serializers.CharField(
        required=False,
        max_length=1000,
        help_text="`promise` of the answer to `/cases/promise/`: then the date read there is the one that is given.",
    )


class StretchSerializer(serializers.Serializer):
    """A stretch on the way to the promised moment."""

    start = serializers.DateTimeField(help_text="From here on.")
    until = serializers.DateTimeField()
    counts = serializers.BooleanField(help_text="Whether it is service time of the department.")
    minutes = serializers.IntegerField()
    reason = serializers.CharField(help_text="Why it counts or not.")


class DepartmentNamed(serializers.Serializer):
    """Who answers."""

    slug = serializers.CharField()
    name = serializers.CharField()


class PromisedSerializer(serializers.Serializer):
    """By when there will be an answer, and why then; nothing has been stored."""

    promised_at = serializers.DateTimeField()
    reasons = StretchSerializer(many=True)
    department = DepartmentNamed()
    details_days = serializers.IntegerField(help_text="For how many days after the answer contact details are kept.")
    promise = serializers.CharField(help_text="Send it along within half an hour, and this very date is given.")


class OpenedSerializer(serializers.Serializer):
    """A concern that has been opened. The code is told here and nowhere else."""

    reference = serializers.CharField()
    code = serializers.CharField(help_text="With the number it opens what is said in the concern. Keep it secret.")
    state = serializers.CharField()
    promised_at = serializers.DateTimeField()
    reasons = StretchSerializer(many=True)
    department = DepartmentNamed()
    url = serializers.URLField(help_text="Its state in this API.")
    html_url = serializers.URLField(help_text="Its page in the town hall; it asks for the code.")


class StateSerializer(serializers.Serializer):
    """What the number alone reveals."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(Case.State.choices)
    promised_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)
    is_overdue = serializers.BooleanField()
    is_waiting = serializers.BooleanField(help_text="We have asked the citizen something; the promise rests.")


class StageSerializer(serializers.Serializer):
    """A stage on the way of a concern."""

    title = serializers.CharField()
    sentence = serializers.CharField()
    progress = serializers.ChoiceField(["done", "now", "next"])
    at = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)


class SaidSerializer(serializers.Serializer):
    """A question of the department, or a reply to it."""

    is_ours = serializers.BooleanField(help_text="True for what the department asked.")
    text = serializers.CharField()
    at = serializers.DateTimeField()


class LineSerializer(serializers.Serializer):
    """A question with its answer, in words."""

    key = serializers.CharField()
    label = serializers.CharField()
    words = serializers.CharField()


class ContentSerializer(serializers.Serializer):
    """Everything that the citizen may read of her concern."""

    reference = serializers.CharField()
    state = serializers.ChoiceField(Case.State.choices)
    case_type = serializers.CharField()
    partner = serializers.CharField()
    department = serializers.CharField()
    service = serializers.CharField()
    concern = serializers.CharField()
    answers = LineSerializer(many=True)
    opened_at = serializers.DateTimeField()
    promised_at = serializers.DateTimeField()
    reasons = StretchSerializer(many=True)
    is_overdue = serializers.BooleanField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()
    why_closed = serializers.CharField(help_text="Why it was closed without an answer.")
    question = serializers.CharField(help_text="What we ask and still wait for.")
    reply_until = serializers.DateTimeField(allow_null=True)
    reopens_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then she may say on its page that the answer does not help."
    )
    exchange = SaidSerializer(many=True)
    stages = StageSerializer(many=True)
    text_deleted_at = serializers.DateTimeField(allow_null=True)


class CodeBody(writing.Body):
    code = writing.Text(max_length=40, help_text="The code that was told when the concern was opened.")


class CodeQuery(parameters.Query):
    language = serializers.ChoiceField(LANGUAGES, default=languages.GERMAN, help_text="Of stages and questions.")


class Opening(writing.Writing):
    """What both have in common: everything that would be refused is refused before anything is promised."""

    authentication_classes = [ByToken]

    def case_type(self) -> CaseType:
        wanted = self.sent["case_type"]
        found = next((each for each in offered(self.request, **chosen(self.sent)) if each.slug == wanted), None)
        if found is None:
            raise CaseTypeClosed
        return found

    def open(self, at: datetime, seed: str = "") -> actions.OpenedCase:
        sent = self.sent
        return actions.open_case(
            case_type=self.case_type(),
            partner=sent["partner"],
            service=sent.get("service"),
            concern=sent["concern"],
            channel=Channel(sent["channel"]),
            reply_channel=ReplyChannel(sent["reply_channel"]),
            details=actions.DetailsInput(**details) if (details := sent.get("details")) else None,
            by=Actor.person(self.request.user) if self.request.user else Actor.citizen(),
            at=at,
            answers=sent["answers"],
            seed=seed,
        )


class PromiseView(Opening):
    """The date that would be promised."""

    body_class = ConcernBody

    @extend_schema(request=ConcernBody, responses=PromisedSerializer)
    def post(self, request: Request) -> Response:
        """The date that would be promised for this very concern, with reasons. Nothing is stored.

        The concern is opened and taken back, so whatever would be refused is refused here as well.
        """
        now = timezone.now()
        with transaction.atomic():
            case = self.open(now).case
            transaction.set_rollback(True)
        answer = {
            "promised_at": case.promised_at,
            "reasons": spans(case.promise_reasons),
            "department": case.department,
            "details_days": case.version.parsed.retention["answered"].details_days,
            "promise": signing.dumps([*about(self.sent), now.isoformat()], salt=PROMISE),
        }
        return Response(PromisedSerializer(answer).data)


KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": SHORTEST_KEY, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    required=True,
    description="A random text of your own for this concern, for example a UUID: the same sent twice makes one case.",
)


class OpenView(Opening):
    """Opening a concern."""

    body_class = OpenBody

    @extend_schema(request=OpenBody, responses={201: OpenedSerializer}, parameters=[KEY])
    def post(self, request: Request) -> Response:
        """Open a concern: it gets a number, a code and a promised date.

        Who sends the same again with the same `Idempotency-Key` within a day gets the same answer and no second
        concern. Without a token a network may send 20 in 15 minutes, as by the form of the town hall.
        """
        key = idempotency_key(request)
        if not request.user:
            attempts.count(attempts.QUESTIONS_FROM_HERE, attempts.network_address(request))
        opened = only_once(
            key,
            whose=str(request.user.pk) if request.user else "",
            content=request.data,
            act=lambda seed: self.open(promised(self.sent, now=timezone.now()), seed),
        )
        case = opened.case
        answer = {
            "reference": case.reference,
            "code": opened.code,
            "state": Case.State.OPEN,
            "promised_at": case.promised_at,
            "reasons": spans(case.promise_reasons),
            "department": case.department,
            "url": addresses.of_ours(request, "case", case.reference),
            "html_url": addresses.of_town_hall(case.partner, request, f"/anliegen/{case.reference}/"),
        }
        return Response(OpenedSerializer(answer).data, status=201, headers={"Location": answer["url"]})


REFERENCE = OpenApiParameter(
    "reference", OpenApiTypes.STR, OpenApiParameter.PATH, description="The number of the concern, like LIN-7K4-93P."
)


class StateView(Reading):
    """How far a concern is."""

    @extend_schema(responses=StateSerializer, parameters=[REFERENCE])
    def get(self, request: Request, reference: str) -> Response:
        """How far a concern is and its date: what the number alone reveals. Who tries many numbers has to wait."""
        here = attempts.network_address(request)
        attempts.count(attempts.CODES_FROM_HERE, here)
        known = actions.state_by_reference(reference)
        attempts.take_back(attempts.CODES_FROM_HERE, here)
        return Response(StateSerializer(known).data)

    def finalize_response(self, request: Request, response: Response, *args, **kwargs) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Content-Language"] = translation.get_language()
        return response


class ContentView(writing.Writing):
    """What is said in a concern."""

    query_class = CodeQuery
    body_class = CodeBody

    @extend_schema(request=CodeBody, responses=ContentSerializer, parameters=[REFERENCE])
    def post(self, request: Request, reference: str) -> Response:
        """What is said in a concern, for whoever knows its code. Five wrong codes lock it for an hour."""
        here = attempts.network_address(request)
        attempts.count(attempts.CODES_FROM_HERE, here)
        case = actions.case_for_citizen(reference, self.sent["code"], at=timezone.now())
        attempts.take_back(attempts.CODES_FROM_HERE, here)
        with translation.override(self.query["language"]):
            found = case.for_citizen()
            answer = ContentSerializer(WithSpans(found)).data
        return Response(answer, headers={"Content-Language": self.query["language"]})


class WithSpans:
    """What the citizen may read, with the reasons of its date as this API writes them."""

    def __init__(self, found: object):
        self.found = found
        self.reasons = spans(found.promise_reasons)

    def __getattr__(self, name: str) -> object:
        return getattr(self.found, name)


def spans(reasons: list[Mapping]) -> list[dict]:
    """Stretches as they are stored, with moments."""
    moments = [(datetime.fromisoformat(each["from"]), datetime.fromisoformat(each["until"])) for each in reasons]
    return [{**each, "start": start, "until": until} for each, (start, until) in zip(reasons, moments, strict=True)]


def idempotency_key(request: Request) -> str:
    """The key in the header; raises a ``ValidationError`` where it is missing or easily guessed."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise serializers.ValidationError(
            {"Idempotency-Key": [_("Send a random key of 16 to 100 characters in this header, a new one per concern.")]}
        )
    return key


def about(sent: Mapping) -> list[str]:
    """What a promise was asked for: it holds for nothing else."""
    service = sent.get("service")
    return [sent["partner"].slug, sent["case_type"], service.slug if service else ""]


def promised(sent: Mapping, *, now: datetime) -> datetime:
    """The moment for which a promise was read, else now. Raises ``PromiseEnded``."""
    if "promise" not in sent:
        return now
    try:
        *asked_for, at = signing.loads(sent["promise"], salt=PROMISE)
    except signing.BadSignature:
        raise PromiseEnded from None
    moment = datetime.fromisoformat(at)
    if asked_for != about(sent) or not timedelta(0) <= now - moment <= PROMISE_LASTS:
        raise PromiseEnded
    return moment
