"""The lists of an inbox: mine, one for each of my departments, and what I watch, by the date on which it is due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from cms.accounts.models import User
from cms.organisation.models import Function, Membership
from workflows.cases.models import Case, Message, WorkItem, stood_in_for
from workflows.cases.querysets import WorkItemQuerySet

MINE, STANDING_IN, WATCHED = "meine", "vertretung", "beobachtet"
# A line names the service; its texts would be kilobytes of every line.
TEXTS_OF_A_SERVICE = [
    f"case__service__{field}"
    for field in (
        *("spoken_answer", "short_text", "full_text", "prerequisites"),
        *("documents", "fees", "legal_basis", "online_services"),
    )
]


@dataclass(frozen=True)
class Tab:
    """One list of the inbox with its number of open items; ``key`` stands in the address."""

    key: str
    title: str | Promise
    count: int | None
    partner: tuple[int, str] | None = None
    is_led: bool = False


@dataclass(frozen=True)
class Line:
    """One item as a line: how urgent in a word and a shape, and what this person can do with it."""

    item: WorkItem
    urgency: str  # "overdue", "today" or "later"
    is_mine: bool
    is_own_draft: bool = False
    is_elsewhere: bool = False
    is_absents: bool = False  # of a colleague for whom she stands in

    @property
    def can_be_taken(self) -> bool:
        return self.item.assignee_id is None and not self.is_own_draft and not self.is_elsewhere

    @property
    def verb(self) -> str | Promise:
        """The next step as one word."""
        return (
            VERBS.get(self.item.step, pgettext_lazy("desk", "open"))
            if self.is_mine or self.is_absents or self.can_be_taken
            else pgettext_lazy("desk", "view")
        )


VIEW = pgettext_lazy("desk", "view")
VERBS = {
    "triage": pgettext_lazy("desk", "assign"),
    "answer": pgettext_lazy("desk", "answer"),
    "approve": pgettext_lazy("desk", "check"),
    "reply_by_hand": pgettext_lazy("desk", "reply"),
    "consult": pgettext_lazy("desk", "give a view"),
    "acknowledge": pgettext_lazy("desk", "acknowledge"),
    "wait_for_citizen": pgettext_lazy("desk", "view"),
}


def tabs_of(user: User) -> list[Tab]:
    """Mine, my departments' and what I watch, with counts, in three queries for any number of departments."""
    memberships = list(
        Membership.objects.filter(user=user)
        .select_related("department__partner")
        .order_by("department__name", "department__partner__name")
    )
    counts: Counter[int] = Counter()
    grouped = (
        WorkItem.objects.of_departments_of(user)
        .order_by()
        .values_list("department_id", "escalated_to_id")
        .annotate(number=Count("pk"))
    )
    for department, escalated_to, number in grouped:
        for key in {department, escalated_to} - {None}:
            counts[key] += number
    names = Counter(membership.department.name for membership in memberships)
    instead = WorkItem.objects.stood_in_for(user)
    return [
        Tab(MINE, pgettext_lazy("desk", "Mine"), WorkItem.objects.mine(user).count()),
        *([Tab(STANDING_IN, pgettext_lazy("desk", "Standing in"), instead.count())] if stood_in_for(user) else []),
        *(
            Tab(
                str(department.pk),
                department.name if names[department.name] == 1 else f"{department.name} ({department.partner})",
                counts[department.pk],
                (department.partner_id, department.partner.name),
                membership.function == Function.LEAD,
            )
            for membership in memberships
            for department in [membership.department]
        ),
        Tab(WATCHED, pgettext_lazy("desk", "Watched"), None),
    ]


def items_of(user: User, key: str) -> WorkItemQuerySet:
    """The open items of one list in the order in which they are due; another's department gives nothing."""
    if key == MINE:
        items = WorkItem.objects.mine(user)
    elif key == STANDING_IN:
        items = WorkItem.objects.stood_in_for(user)
    elif key == WATCHED:
        items = WorkItem.objects.open().filter(case__in=Case.objects.watched_by(user).open())
    else:
        hers = WorkItem.objects.of_departments_of(user)
        items = hers.filter(Q(department_id=int(key)) | Q(escalated_to_id=int(key)))
    return items.for_list().defer(*TEXTS_OF_A_SERVICE)


def lines_of(items: list[WorkItem], *, user: User, now: datetime, watched: bool = False) -> list[Line]:
    """Items as lines; of those that somebody only watches none is hers to take there."""
    today = timezone.localtime(now).date()
    _share_versions(items)
    own = _cases_with_own_draft(items, user)
    absent = stood_in_for(user)
    return [
        Line(
            item,
            _urgency(item.due_at, now, today),
            item.assignee_id == user.pk,
            item.case_id in own,
            watched,
            item.assignee_id in absent,
        )
        for item in items
    ]


def _share_versions(items: list[WorkItem]) -> None:
    """One object per version of a case type, so that its definition is read once and not once per line."""
    versions = {}
    for item in items:
        item.case.version = versions.setdefault(item.case.version_id, item.case.version)


def _cases_with_own_draft(items: list[WorkItem], user: User) -> set[int]:
    """The cases waiting for a check whose newest draft this person wrote: somebody else has to check those."""
    waiting = [item.case_id for item in items if item.step == "approve"]
    if not waiting:
        return set()
    drafts = Message.objects.filter(case__in=waiting, kind=Message.Kind.DRAFT).order_by("pk")
    newest = dict(drafts.values_list("case_id", "author_id"))
    return {case for case, author in newest.items() if author == user.pk}


def _urgency(due_at: datetime, now: datetime, today) -> str:
    if due_at < now:
        return "overdue"
    return "today" if timezone.localtime(due_at).date() == today else "later"


def neighbours(user: User, key: str, item: WorkItem) -> tuple[WorkItem | None, WorkItem | None]:
    """The items before and after this one in a list, also when it has just left it."""
    items = items_of(user, key).exclude(case=item.case_id)
    before = items.filter(Q(due_at__lt=item.due_at) | Q(due_at=item.due_at, pk__lt=item.pk))
    after = items.filter(Q(due_at__gt=item.due_at) | Q(due_at=item.due_at, pk__gt=item.pk))
    return before.reverse().first(), after.first()
