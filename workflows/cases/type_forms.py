"""The form of a case type's editor: a draft may be half done, what is submitted has every fault at its field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks import StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError

from cms.organisation.models import Department, Partner
from cms.organisation.querysets import ALL_PARTNERS

from .exchange import LARGEST_FILE, Parcel
from .release_checks import faults_of
from .type_models import CaseType

ASKING = ("action-submit", "action-restart-workflow", "action-publish")
STREAMS = ("questions", "steps")
FIELDS = {
    "name": "name",
    "name.de": "name",
    "name.en": "name_en",
    "for_whom": "by_web",
    "promise": "promise_amount",
    "ask_back": "ask_back_remind",
    "ask_back.remind": "ask_back_remind",
    "ask_back.end": "ask_back_end",
    "texts.introduction.de": "introduction",
    "texts.introduction.en": "introduction_en",
}


class CaseTypeForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "partner" in self.fields and not self.for_user.has_perm(ALL_PARTNERS):
            self.fields["partner"].queryset = Partner.objects.edited_by(self.for_user)
            self.fields["partner"].required = self.instance.partner_id is not None or self.instance.pk is None
        if "slug" in self.fields and self.instance.pk and self.instance.versions.exists():
            self.fields["slug"].disabled = True

    @cached_property
    def is_asked_to_release(self) -> bool:
        """Whether the button that was pressed asks for the release, or is the release itself."""
        approving = self.data.get("action-workflow-action") and self.data.get("workflow-action-name") == "approve"
        return bool(approving) or any(self.data.get(action) for action in ASKING)

    def _post_clean(self):
        """After Django has put the values into the row; what its blocks say wrong by themselves stays as it is."""
        super()._post_clean()
        if self.is_asked_to_release:
            self.show(faults_of(self.instance))

    def show(self, faults: Iterable[tuple[str, str]]) -> None:
        """Put every fault of the definition beside the field it comes from."""
        in_streams: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for place, sentence in faults:
            stream, _dot, rest = place.partition(".")
            if stream in STREAMS:
                in_streams[stream].append((rest, sentence))
            else:
                field = FIELDS.get(place)
                self.add_error(field if field in self.fields else None, sentence)
        for stream, found in in_streams.items():
            if stream not in self.errors:
                self.add_error(stream, stream_error(self.cleaned_data[stream], found))


def stream_error(stream, faults: list[tuple[str, str]]) -> StreamBlockValidationError:
    """The faults of a stream, by the number of the block and the place in it."""
    blocks: dict[int, list[tuple[str, str]]] = defaultdict(list)
    others = []
    for place, sentence in faults:
        number, _dot, rest = place.partition(".")
        if number.isdecimal() and 0 < int(number) <= len(stream):
            blocks[int(number) - 1].append((rest, sentence))
        else:
            others.append(sentence)
    return StreamBlockValidationError(
        block_errors={number: struct_error(stream[number].value, found) for number, found in blocks.items()},
        non_block_errors=ErrorList([ValidationError(sentence) for sentence in others]),
    )


def struct_error(value, faults: list[tuple[str, str]]) -> StructBlockValidationError:
    """The faults of one block, by the field in it; what has no field of its own stands on top of the block."""
    fields: dict[str, list[str]] = defaultdict(list)
    rows: dict[str, dict[int, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    others = []
    for place, sentence in faults:
        name = field_of(place)
        head, _dot, rest = place.partition(".")
        number, _dot, below = rest.partition(".")
        if number.isdecimal() and head in value and int(number) <= len(value[head]):
            rows[head][int(number) - 1].append((below, sentence))
        elif name in value:
            fields[name].append(sentence)
        else:
            others.append(sentence)
    errors: dict[str, ValidationError] = {name: ValidationError(found) for name, found in fields.items()}
    for name, found in rows.items():
        errors[name] = ListBlockValidationError(
            block_errors={number: struct_error(value[name][number], each) for number, each in found.items()}
        )
    return StructBlockValidationError(
        block_errors=errors, non_block_errors=ErrorList([ValidationError(sentence) for sentence in others])
    )


def field_of(place: str) -> str:
    """The field of a block that a place in the definition comes from."""
    if place == "" or place == "value":
        return "key"
    if place == "when":
        return "when_question"
    return place.removesuffix(".de").replace(".en", "_en")


class WalkForm(forms.Form):
    """From when on, and in which department's hours, a type is played through."""

    at = forms.DateTimeField(
        label=_("Opened at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Give a date and a time.")},
    )
    department = forms.ModelChoiceField(label=_("In the service hours of"), queryset=Department.objects.none())

    def __init__(self, *args, partner: Partner | None, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Department.objects.standing(timezone.localdate()).select_related("partner")
        rows = rows.filter(partner=partner) if partner else rows
        self.fields["department"].queryset = rows.order_by("partner__name", "name")
        self.fields["department"].label_from_instance = lambda row: f"{row.name} ({row.partner})"


class FileForm(forms.Form):
    """A file with a case type."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
        error_messages={"required": _("Choose the file.")},
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("A case type is never as large as this file."))
        try:
            return file.read().decode("utf-8")
        except UnicodeDecodeError as broken:
            raise ValidationError(_("This is no JSON file.")) from broken


class MappingForm(forms.Form):
    """Which departments of this town stand for those of the file; the file travels with the form."""

    text = forms.CharField(widget=forms.HiddenInput)
    slug = forms.SlugField(label=_("Short name"), max_length=50)
    partner = forms.ModelChoiceField(
        label=_("Partner"), queryset=Partner.objects.none(), required=False, empty_label=_("for all partners")
    )

    def __init__(self, *args, parcel: Parcel, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.parcel = parcel
        self.fields["partner"].queryset = Partner.objects.edited_by(user)
        self.fields["partner"].required = not user.has_perm(ALL_PARTNERS)
        rows = Department.objects.standing(timezone.localdate()).select_related("partner")
        for key, name in parcel.departments.items():
            field = forms.ModelChoiceField(label=name, queryset=rows.order_by("partner__name", "name"))
            field.label_from_instance = lambda row: f"{row.name} ({row.partner})"
            self.fields[f"department_{key}"] = field

    def clean_slug(self) -> str:
        if CaseType.objects.filter(slug=self.cleaned_data["slug"]).exists():
            raise ValidationError(_("There is a case type of this short name already. Choose another one."))
        return self.cleaned_data["slug"]

    def departments(self) -> dict[str, Department]:
        return {key: self.cleaned_data[f"department_{key}"] for key in self.parcel.departments}
