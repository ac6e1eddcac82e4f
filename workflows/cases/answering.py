"""The questions of a case type in front of somebody: who is asked, which places may be picked, what is taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cms.catalogue.models import ServicePage
from cms.organisation.models import Location, Partner

from . import answers as answered
from .answers import Checked, Line
from .answers_schema import json_schema
from .errors import AnswersFault
from .models import CaseType, CaseTypeVersion, Channel
from .questions import Answer, Answers, Audience, Kind, Question, Spot
from .type_models import GENERAL


@dataclass(frozen=True)
class Questionnaire:
    """What one version asks of one audience; the same rules for a form and for a program."""

    questions: Sequence[Question]
    audience: Audience
    places: Mapping[str, Spot] = field(default_factory=dict)

    def all(self) -> list[Question]:
        """Every question this audience can come to."""
        return answered.may_be_asked(self.questions, self.audience)

    def asked(self, answers: Answers) -> list[Question]:
        return answered.asked(self.questions, answers, self.audience)

    def check(self, raw: Mapping[str, object]) -> Checked:
        return answered.check(self.questions, raw, self.audience, places=self.places)

    def lines(self, answers: Answers) -> list[Line]:
        return answered.lines(self.questions, answers)

    def json_schema(self) -> dict[str, object]:
        """What a program sends as answers."""
        return json_schema(self.questions, self.audience)


def case_types_for(service: ServicePage | None, *, channel: str, partner: Partner) -> list[CaseType]:
    """What may be opened here: the types of the service, else the general question.

    Without a service these are the general question and every other type that belongs to no service.
    """
    offered = CaseType.objects.offered(partner=partner, channel=channel)
    own = list(offered.at(service).order_by("name"))
    general = [case_type for case_type in own if case_type.is_general]
    if service is None:
        return [*general, *(case_type for case_type in own if not case_type.is_general)]
    return own or list(offered.filter(slug=GENERAL))


def questionnaire(version: CaseTypeVersion, *, channel: str, partner: Partner) -> Questionnaire:
    """What is asked when a case comes in this way; citizens answer on the web, agents everywhere else."""
    questions = version.parsed.questions
    audience = Audience.CITIZEN if channel == Channel.WEB else Audience.AGENT
    picks = any(question.kind == Kind.PLACE for question in questions)
    return Questionnaire(questions, audience, places_of(partner) if picks else {})


def places_of(partner: Partner) -> dict[str, Spot]:
    """The buildings of a partner whose coordinates are known, by name."""
    rows = Location.objects.filter(partner=partner, latitude__isnull=False, longitude__isnull=False)
    return {
        row.name: {"latitude": float(row.latitude), "longitude": float(row.longitude)} for row in rows.order_by("name")
    }


def taken_in(
    version: CaseTypeVersion, raw: Mapping[str, object], *, channel: str, partner: Partner
) -> dict[str, Answer]:
    """The answers as a case stores them; raises ``AnswersFault`` with a sentence for each that does not fit."""
    checked = questionnaire(version, channel=channel, partner=partner).check(raw)
    if checked.faults:
        raise AnswersFault(checked.faults)
    return checked.answers
