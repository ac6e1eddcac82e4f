"""Forms of the page editor: what is submitted for release must be complete, other services are chosen from a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.forms import Media
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.telepath import register
from wagtail.blocks import BlockField, ListBlock, PageChooserBlock
from wagtail.blocks.list_block import ListBlockAdapter
from wagtail.models import Page

from cms.organisation.models import Office

from . import actions
from .models import ServicePage, partner_above
from .preflight import Missing, preflight

ASKING = ("action-submit", "action-restart-workflow", "action-publish")


class ReleasedPageForm(WagtailAdminPageForm):
    """Refuses to submit or to release an incomplete page, and says everything that is missing at once.

    A draft may be saved however little it says; what was typed stays in the form.
    """

    @cached_property
    def is_approving(self) -> bool:
        """Whether the button that was pressed is the release itself, by a second person."""
        return bool(self.data.get("action-workflow-action")) and self.data.get("workflow-action-name") == "approve"

    @cached_property
    def is_asked_to_release(self) -> bool:
        """Whether the button that was pressed asks for the release, or is the release itself.

        Who changes something while she approves asks for nothing: her changes are kept, and refused as her own.
        """
        if self.is_approving:
            return not self.has_changed()
        return any(self.data.get(action) for action in ASKING)

    def _post_clean(self):
        """After Django has put the values into the page; relations between pages are only saved later."""
        super()._post_clean()
        if self.is_approving and self._has_been_overtaken():
            self.add_error(
                None,
                _("Somebody has changed this page since you opened it. Open it again and read what is there now."),
            )
        elif self.is_asked_to_release:
            self.missing = self.preflight()
            for missing in self.missing:
                self.add_error(missing.field if missing.field in self.fields else None, missing.sentence)

    def _has_been_overtaken(self) -> bool:
        """Whether what she read is no longer what would be released."""
        read = self.data.get("loaded_revision_id")
        return bool(read) and read != str(self.instance.latest_revision_id)

    def preflight(self) -> list[Missing]:
        return preflight(self.instance, topics=self.cleaned_data.get("topics"))


class ServicesList(ListBlock):
    """Services one below the other, as a field of its own."""


class ServicesListAdapter(ListBlockAdapter):
    js_constructor = "catalogue.ServicesList"

    @cached_property
    def media(self):
        return super().media + Media(js=["catalogue/services.js"])


register(ServicesListAdapter(), ServicesList)


class ServicesChosen(BlockField):
    """Some services, each picked in Wagtail's page chooser: a list of thousands would be no choice."""

    def __init__(self, **kwargs):
        block = ServicesList(PageChooserBlock(page_type="catalogue.ServicePage"))
        super().__init__(block=block, **{"required": False, **kwargs})

    def prepare_value(self, value):
        return self.block.normalize(list(value or []))

    def clean(self, value) -> list[Page]:
        """Each once, in the order in which they were picked."""
        return list({page.pk: page for page in super().clean(value) if page is not None}.values())

    def has_changed(self, initial_value, data_value) -> bool:
        return _keys(initial_value) != _keys(data_value)


class ServicePageForm(ReleasedPageForm):
    """The address may be left empty: it is made from the title, with or without JavaScript.

    In another language only words are asked for: facts are written once, on the German page.
    """

    related_services = ServicesChosen(
        label=capfirst(ServicePage._meta.get_field("related_services").verbose_name),
        help_text=_("What people often need with this one. Each partner's page shows those it offers."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.is_translation:
            own = {field.name for field in ServicePage._meta.local_fields + ServicePage._meta.local_many_to_many}
            for name in (own - set(ServicePage.WORDS)) | {"slug"}:
                self.fields.pop(name, None)


class LocalServicePageForm(ReleasedPageForm):
    """Knows the partner before the page stands in the tree, and offers only that partner's offices."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.instance if self.instance.path else self.parent_page
        partner = partner_above(place) if place is not None else None
        if partner is not None:
            self.instance.partner = partner
            self.fields["office"].queryset = Office.objects.filter(department__partner=partner)

    def save(self, commit=True):
        """Who writes a local page has the shared one beside her: she has looked at it."""
        if self.has_changed():
            actions.see_shared_page(self.instance)
        return super().save(commit)


def _keys(pages: Iterable[Page | None] | None) -> Collection[int]:
    return {page.pk for page in pages or () if page is not None}
