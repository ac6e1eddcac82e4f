"""What administrators put together in the editor of a case type: one block for each kind of question and of step."""

from __future__ import annotations

import re

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.organisation.models import Department
from workflows.calendars.promises import Unit

LONGEST_KEY = 40
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


def key_of(label: str) -> str:
    """A key made of a label: “Was für Möbel?” gives ``was_fuer_moebel``."""
    key = slugify(label.translate(UMLAUTS)).replace("-", "_")
    return re.sub(r"^[^a-z]+", "", key)[:LONGEST_KEY].rstrip("_")


def departments() -> list[tuple[str, str]]:
    """The departments that stand today, each with its partner."""
    rows = Department.objects.standing(timezone.localdate()).select_related("partner").order_by("partner__name", "name")
    return [("", "---------"), *((str(row.pk), f"{row.name} ({row.partner})") for row in rows)]


class DepartmentBlock(blocks.FieldBlock):
    """The key of a department. Wagtail's own choice would ask for all of them each time a value is read."""

    def __init__(self, required: bool = False, help_text: str | None = None, **kwargs):
        self.field = forms.ChoiceField(choices=departments, required=required, help_text=help_text)
        super().__init__(**kwargs)


class Keyed(blocks.StructBlock):
    """Something with a key: made of its German name where it is left empty."""

    NAMED_BY = "label"

    def clean(self, value):
        cleaned = super().clean(value)
        cleaned["key"] = cleaned["key"] or key_of(cleaned[self.NAMED_BY] or "")
        return cleaned


def key_block() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("key"),
        required=False,
        max_length=LONGEST_KEY,
        help_text=_("Made of the German words where you leave it empty. It never changes after the first release."),
    )


class Says(Keyed):
    """Something that stands between the questions."""

    label = blocks.CharBlock(label=_("words in German"), max_length=250)
    label_en = blocks.CharBlock(label=_("words in English"), max_length=250)
    help = blocks.TextBlock(label=_("text below it"), required=False)
    help_en = blocks.TextBlock(label=_("text below it in English"), required=False)
    for_whom = blocks.ChoiceBlock(
        label=_("for whom"),
        choices=[
            ("everybody", _("citizens and agents")),
            ("agent", _("agents only")),
            ("department", _("the department only")),
        ],
        default="everybody",
    )
    when_question = blocks.CharBlock(
        label=_("only if this question was answered"),
        required=False,
        help_text=_("The key of an earlier question. Empty: always."),
    )
    when_is = blocks.CharBlock(
        label=_("with one of these answers"),
        required=False,
        help_text=_("Keys of answers with a comma between them; of yes or no: yes, no."),
    )
    key = key_block()


class Asks(Says):
    """A question."""

    required = blocks.BooleanBlock(label=_("must be answered"), required=False)
    spoken = blocks.CharBlock(
        label=_("as an agent asks it"),
        required=False,
        max_length=250,
        help_text=_("Empty: as it stands above."),
    )
    spoken_en = blocks.CharBlock(label=_("as an agent asks it in English"), required=False, max_length=250)


class OptionBlock(Keyed):
    """One of the answers to a choice."""

    label = blocks.CharBlock(label=_("in German"), max_length=150)
    label_en = blocks.CharBlock(label=_("in English"), max_length=150)
    key = key_block()

    class Meta:
        label = _("answer")


class AsksToChoose(Asks):
    """A question with a list of answers."""

    options = blocks.ListBlock(OptionBlock(), label=_("answers"), min_num=2)


class QuestionStream(blocks.StreamBlock):
    """The questions of a case type in their order."""

    text = Asks(label=pgettext_lazy("kind of question", "short text"), icon="pilcrow", group=_("Text"))
    long_text = Asks(label=_("long text"), icon="doc-full", group=_("Text"))
    number = Asks(label=_("number"), icon="order", group=_("Text"))
    date = Asks(label=_("date"), icon="date", group=_("Text"))
    choice = AsksToChoose(label=_("one of several"), icon="radio-full", group=_("Choice"))
    choices = AsksToChoose(label=_("some of several"), icon="list-ul", group=_("Choice"))
    yes_no = Asks(label=_("yes or no"), icon="tick", group=_("Choice"))
    email = Asks(label=_("email address"), icon="mail", group=_("Reaching people and places"))
    phone = Asks(label=_("telephone"), icon="mobile-alt", group=_("Reaching people and places"))
    address = Asks(label=_("address"), icon="home", group=_("Reaching people and places"))
    place = Asks(label=_("place"), icon="site", group=_("Reaching people and places"))
    file = Asks(label=_("files"), icon="doc-full-inverse", group=_("Reaching people and places"))
    hint = Says(label=_("hint"), icon="info-circle", group=_("Only says something"))
    section = Says(label=_("section"), icon="title", group=_("Only says something"))


class DurationBlock(blocks.StructBlock):
    """How long something may take; nothing where the amount is empty."""

    amount = blocks.IntegerBlock(label=_("how many"), min_value=1, required=False)
    unit = blocks.ChoiceBlock(
        label=_("of what"),
        choices=[
            (Unit.SERVICE_HOURS.value, pgettext_lazy("unit", "service hours")),
            (Unit.SERVICE_DAYS.value, _("service days")),
        ],
        default=Unit.SERVICE_HOURS.value,
    )


class FallsToBlock(blocks.StructBlock):
    """Whom something falls to, and how long it may lie there."""

    falls_to = blocks.ChoiceBlock(
        label=_("falls to"),
        choices=[
            ("case", _("the department of the case")),
            ("responsible", _("the department responsible for the service")),
            ("triage", _("the partner's triage department")),
            ("department", _("the department chosen below")),
        ],
        default="case",
    )
    department = DepartmentBlock(label=_("department"))
    function = blocks.ChoiceBlock(
        label=_("who there"), choices=[("member", _("members")), ("lead", _("the lead"))], default="member"
    )
    due = DurationBlock(label=_("due after"))
    remind = DurationBlock(label=_("reminded after"))
    escalate = DurationBlock(label=_("the lead is told after"))


class Step(Keyed, FallsToBlock):
    """A step that somebody does."""

    NAMED_BY = "title"

    title = blocks.CharBlock(label=_("title in German"), max_length=80)
    title_en = blocks.CharBlock(label=_("title in English"), max_length=80)
    key = key_block()

    class Meta:
        form_layout = ["title", "title_en", "falls_to", "department", "function", "due", "remind", "escalate", "key"]


class ApproveBlock(Step):
    """Another person checks."""

    reject_to = blocks.CharBlock(
        label=_("a rejection goes back to"),
        required=False,
        help_text=_("The key of an earlier step. Empty: the nearest answer before."),
    )

    class Meta:
        form_layout = [*Step._meta_class.form_layout, "reject_to"]


class ConsultBlock(Keyed):
    """Several departments are asked at once, each with its own time."""

    NAMED_BY = "title"

    title = blocks.CharBlock(label=_("title in German"), max_length=80)
    title_en = blocks.CharBlock(label=_("title in English"), max_length=80)
    departments = blocks.ListBlock(
        FallsToBlock(label=_("department")), label=_("departments that are asked"), min_num=1
    )
    key = key_block()


class InformBlock(Step):
    """Somebody is told; whether she has to confirm it is said here."""

    acknowledge = blocks.BooleanBlock(label=_("must confirm that it was read"), required=False)

    class Meta:
        form_layout = [*Step._meta_class.form_layout, "acknowledge"]


class CloseBlock(Keyed):
    """The end of the way."""

    NAMED_BY = "title"

    title = blocks.CharBlock(label=_("title in German"), max_length=80)
    title_en = blocks.CharBlock(label=_("title in English"), max_length=80)
    key = key_block()


class StepStream(blocks.StreamBlock):
    """The steps of a case type in their order."""

    triage = Step(label=_("find the department"), icon="search")
    answer = Step(label=_("answer"), icon="edit")
    consult = ConsultBlock(label=_("ask other departments"), icon="group")
    approve = ApproveBlock(label=_("check and approve"), icon="tick")
    inform = InformBlock(label=_("inform somebody"), icon="bell")
    reply = Step(label=_("give the answer"), icon="mail")
    close = CloseBlock(label=_("close"), icon="lock")
