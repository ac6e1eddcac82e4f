"""Parts of the page editor of our own: what is missing, and what the shared page says."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, Panel

from .effective import EffectiveService, effective
from .models import LocalServicePage
from .preflight import preflight


def field(name: str, **kwargs) -> FieldPanel:
    """A field inside a group, with a place the list of what is missing can lead to."""
    return FieldPanel(name, attrs={"id": f"field-{name}"}, **kwargs)


class PreflightPanel(Panel):
    """Lists what the page still lacks before it can be released, as of its last save or of the form just sent."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalogue/admin/preflight_panel.html"

        class Media:
            js = ["catalogue/missing.js"]

        def is_shown(self) -> bool:
            return bool(self.instance.pk) or hasattr(self.form, "missing")

        def get_context_data(self, parent_context=None):
            missing = getattr(self.form, "missing", None)
            planned = self.instance.scheduled_revision if self.instance.pk else None
            return super().get_context_data(parent_context) | {
                "missing": preflight(self.instance) if missing is None else missing,
                "refused": bool(missing),
                "waits": bool(self.instance.pk and self.instance.workflow_in_progress),
                "planned": planned and planned.approved_go_live_at,
            }


class SharedSaysPanel(Panel):
    """What the shared page says about one part, beside where a local page may say otherwise."""

    def __init__(self, part: str, **kwargs):
        super().__init__(**kwargs)
        self.part = part

    def clone_kwargs(self):
        return super().clone_kwargs() | {"part": self.part}

    @property
    def clean_name(self):
        return f"shared_{self.part}"

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalogue/admin/shared_says.html"

        def is_shown(self) -> bool:
            page = self.instance
            if not page.service_id or not page.partner_id:
                return False
            return self.panel.part != "whose" or bool(page.service.whose_name)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "part": self.panel.part,
                "shared": _shared(self.instance, self.request),
            }


class ChangedSincePanel(Panel):
    """Says that the shared page has been published anew since somebody looked, and leads to what changed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalogue/admin/changed_since.html"

        def is_shown(self) -> bool:
            page = self.instance
            return bool(page.pk and page.service_id and page.is_behind)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"page": self.instance}


def _shared(page: LocalServicePage, request) -> EffectiveService:
    """The shared page merged for this partner as if there were no local page; once per screen."""
    if not hasattr(request, "_shared_says"):
        request._shared_says = effective(page.service, page.partner, local=LocalServicePage(offered=True))
    return request._shared_says
