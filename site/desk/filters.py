"""What an inbox is narrowed down to, and at which line the page goes on; both stand in the address and name nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kuemmerer.forms import KernForm
from workflows.cases.models import BY_HAND, FOR_THE_CITIZEN, CaseTypeVersion, WorkItem
from workflows.cases.querysets import WorkItemQuerySet

OVERDUE, WAITING, FREE = "ueberfaellig", "wartet", "frei"


class Filter(KernForm):
    """What may be chosen; nothing chosen means everything."""

    marks_optional = False

    art = forms.ChoiceField(label=_("Kind of concern"), required=False)
    schritt = forms.ChoiceField(
        label=pgettext_lazy("desk", "Step"),
        required=False,
        choices=[
            ("", _("all steps")),
            ("triage", _("find the department")),
            ("answer", pgettext_lazy("desk", "answer")),
            ("consult", pgettext_lazy("desk", "give a view")),
            ("approve", pgettext_lazy("desk", "check")),
            (BY_HAND, pgettext_lazy("desk", "reply")),
            ("acknowledge", pgettext_lazy("desk", "acknowledge")),
            (FOR_THE_CITIZEN, _("waits for the citizen")),
        ],
    )
    partner = forms.ChoiceField(label=_("Partner"), required=False)
    stand = forms.ChoiceField(
        label=pgettext_lazy("desk", "State"),
        required=False,
        choices=[
            ("", _("every state")),
            (OVERDUE, pgettext_lazy("desk", "overdue")),
            (FREE, _("taken by nobody")),
            (WAITING, _("waits for the citizen")),
        ],
    )

    def __init__(self, data: QueryDict, *, versions: Iterable[CaseTypeVersion], partners: dict[int, str]):
        """``versions`` are those of what is in the list: kinds of which it has nothing are nobody's to know here."""
        super().__init__(data)
        self._versions: dict[str, list[int]] = defaultdict(list)
        names = {}
        for version in versions:
            key = str(version.case_type_id)
            self._versions[key].append(version.pk)
            names[key] = version.case_type.name
        self.fields["art"].choices = [("", _("all kinds")), *sorted(names.items(), key=lambda kind: kind[1])]
        self.fields["partner"].choices = [
            ("", _("all partners")),
            *((str(key), name) for key, name in partners.items()),
        ]
        self.has_partners = len(partners) > 1

    @property
    def chosen(self) -> dict:
        """What was chosen; what does not exist counts as nothing chosen."""
        self.is_valid()
        return {key: value for key, value in self.cleaned_data.items() if value}

    def apply(self, items: WorkItemQuerySet) -> WorkItemQuerySet:
        wanted = self.chosen
        if "art" in wanted:
            items = items.filter(version__in=self._versions[wanted["art"]])
        if "schritt" in wanted:
            items = items.filter(step=wanted["schritt"])
        if "partner" in wanted:
            items = items.filter(case__partner_id=int(wanted["partner"]))
        if wanted.get("stand") == OVERDUE:
            items = items.due_before(timezone.now())
        elif wanted.get("stand") == FREE:
            items = items.untaken()
        elif wanted.get("stand") == WAITING:
            items = items.filter(case__waiting_since__isnull=False)
        return items

    @property
    def query(self) -> str:
        """The choice as part of an address, to be followed by other parts."""
        kept = QueryDict(mutable=True)
        for key, value in self.chosen.items():
            kept[key] = value
        return f"&{kept.urlencode()}" if kept else ""


@dataclass(frozen=True)
class Place:
    """A line of a list ordered by due date: the next page begins after it, however much came and went meanwhile."""

    due_at: datetime
    pk: int

    @classmethod
    def of(cls, item: WorkItem) -> Place:
        return cls(item.due_at, item.pk)

    @classmethod
    def read(cls, text: str) -> Place | None:
        """A place from an address; ``None`` for what is none."""
        moment, _sign, key = text.rpartition("_")
        try:
            due_at = datetime.fromisoformat(moment)
            return cls(due_at, int(key)) if timezone.is_aware(due_at) and key.isdecimal() and len(key) < 19 else None
        except ValueError:
            return None

    def __str__(self):
        return f"{self.due_at.astimezone(timezone.get_fixed_timezone(0)):%Y-%m-%dT%H:%M:%S.%f}+00:00_{self.pk}"

    def after(self, items: WorkItemQuerySet) -> WorkItemQuerySet:
        return items.filter(Q(due_at__gt=self.due_at) | Q(due_at=self.due_at, pk__gt=self.pk))
