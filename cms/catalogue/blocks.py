"""The parts of a service page that come in rows: documents, fees, legal bases, online services."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class DocumentBlock(blocks.StructBlock):
    """Something the citizen brings."""

    name = blocks.CharBlock(label=_("what to bring"), max_length=250)
    note = blocks.CharBlock(label=_("note"), max_length=500, required=False)

    class Meta:
        label = _("document")
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
    note = blocks.CharBlock(label=_("note"), max_length=1000, required=False)

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
