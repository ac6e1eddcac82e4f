"""Beside a translation: what its German page says, and whether that has changed since."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from cms.wording.texts import parts_of


class GermanTextPanel(Panel):
    """The German words to read beside one's own; shown in the editor of a translation only."""

    def __init__(self, parts: Iterable[str] = (), **kwargs):
        super().__init__(**{"heading": _("The German page"), "icon": "globe", **kwargs})
        self.parts = tuple(parts)

    def clone_kwargs(self):
        return super().clone_kwargs() | {"parts": self.parts}

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalogue/admin/german_text.html"

        def is_shown(self) -> bool:
            return self.instance.is_translation

        def get_context_data(self, parent_context=None):
            source = self.instance.source
            return super().get_context_data(parent_context) | {
                "source": source,
                "parts": parts_of(source, self.panel.parts) if source else [],
                "is_older": self.instance.is_older_than_german,
            }
