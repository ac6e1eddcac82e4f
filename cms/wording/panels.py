"""The panel in a page's editor that looks at its words."""

from __future__ import annotations

from django.forms import Media
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static


class PlainLanguagePanel(Panel):
    """Asks the server about what stands in the form now: at a button, and from then on whenever typing rests.

    The page's class names the fields in ``texts_to_check``.
    """

    def __init__(self, **kwargs):
        super().__init__(**{"heading": _("Plain language"), "icon": "glasses", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "wording/panel.html"

        @property
        def media(self):
            return Media(
                js=[versioned_static("wording/check.js")], css={"all": [versioned_static("wording/check.css")]}
            )

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "address": self._address()}

        def _address(self) -> str:
            if self.instance.pk:
                return reverse("wording_check", args=[self.instance.pk])
            meta = self.instance._meta
            return reverse("wording_check_new", args=[meta.app_label, meta.model_name, self.form.parent_page.pk])
