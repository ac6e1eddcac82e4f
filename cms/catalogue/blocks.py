"""The parts of a service page that come in rows: documents, fees, deadlines, steps, forms, laws, online services."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

STEP_FORMATTING = ["bold", "ul", "ol", "link"]


class DocumentBlock(blocks.StructBlock):
    """Something the citizen brings."""

    name = blocks.CharBlock(label=_("what to bring"), max_length=250)
    kind = blocks.ChoiceBlock(
        label=_("original or copy"),
        choices=[("original", _("original")), ("copy", _("copy"))],
        required=False,
        help_text=_("Leave it open if both will do."),
    )
    note = blocks.CharBlock(label=_("note"), max_length=500, required=False)
    form_url = blocks.URLBlock(
        label=_("address of its form"), required=False, help_text=_("If it is a form that citizens fill in first.")
    )

    class Meta:
        label = pgettext_lazy("to bring", "document")
        icon = "doc-full"


class FeeBlock(blocks.StructBlock):
    """What something costs: an amount in euros, or words where an amount does not fit."""

    label = blocks.CharBlock(label=_("for what"), max_length=250)
    amount = blocks.DecimalBlock(
        label=_("amount in euros"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text=_("0 means free. Leave it empty if the note says what it costs."),
    )
    amount_until = blocks.DecimalBlock(
        label=_("up to, in euros"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text=_("Only for a range: from the amount above up to this one."),
    )
    note = blocks.CharBlock(label=_("note"), max_length=1000, required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        lowest, highest = cleaned["amount"], cleaned["amount_until"]
        if highest is not None and (lowest is None or highest <= lowest):
            raise blocks.StructBlockValidationError(
                {"amount_until": ValidationError(_("A range ends above the amount it begins with."))}
            )
        return cleaned

    class Meta:
        label = _("fee")
        icon = "tag"


class LegalBasisBlock(blocks.StructBlock):
    """A law or by-law the service rests on."""

    name = blocks.CharBlock(label=_("name"), max_length=250)
    url = blocks.URLBlock(label=_("address"), required=False)

    class Meta:
        label = _("legal basis")
        icon = "list-ul"


class OnlineServiceBlock(blocks.StructBlock):
    """Where the service, or a part of it, can be done online."""

    name = blocks.CharBlock(label=_("name"), max_length=250)
    url = blocks.URLBlock(label=_("address"))

    class Meta:
        label = _("online service")
        icon = "link-external"


class DeadlineBlock(blocks.StructBlock):
    """A time the citizen has to keep, or that the office needs."""

    label = blocks.CharBlock(label=_("what for"), max_length=150, required=False)
    text = blocks.CharBlock(label=_("deadline"), max_length=500)

    class Meta:
        label = _("deadline")
        icon = "time"


class StepBlock(blocks.StructBlock):
    """One step of the procedure, as the citizen goes through it."""

    title = blocks.CharBlock(label=_("step"), max_length=150)
    text = blocks.RichTextBlock(label=_("text"), features=STEP_FORMATTING, required=False)

    class Meta:
        label = _("step")
        icon = "list-ol"


class FormBlock(blocks.StructBlock):
    """A form to fill in: at an address, or a document of ours."""

    name = blocks.CharBlock(label=_("name"), max_length=250)
    url = blocks.URLBlock(label=_("address"), required=False)
    document = DocumentChooserBlock(label=_("or a document"), required=False)

    class Meta:
        label = _("form")
        icon = "doc-full-inverse"
