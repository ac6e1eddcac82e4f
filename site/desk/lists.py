"""The lists of an inbox: mine, one for each of my departments, and what I watch, by the date on which it is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Case as Which
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from cms.accounts.models import User
from cms.organisation.models import Function, Membership
from workflows.cases.models import Case, CaseTypeVersion, Message, WorkItem, acting_as, stood_in_for
from workflows.cases.querysets import WorkItemQuerySet

MINE, STANDING_IN, WATCHED = "meine", "vertretung", "beobachtet"
MOST_COUNTED = 99
# A line shows this and no more; why a promise is due then would be kilobytes of every line.
ON_A_LINE = [
    *("step", "position", "is_ad_hoc", "due_at", "department", "version"),
    *("case__reference", "case__concern", "case__reply_channel"),
    *("assignee__first_name", "assignee__last_name", "assignee__email"),
]
# What a seat says of its department and its list
SEAT = ["user", "function", "department", "name", "partner", "partner_name", "number", "more", "mine"]


@dataclass(frozen=True)
class Tab:
    """One list of the inbox with its number of open items; ``key`` stands in the address.

    ``leads`` says whether she leads the department whose list it is, or stands in for somebody who does.
    """

    key: str
    title: str | Promise = ""
    count: int | None = None
    partner: tuple[int, str] | None = None
    leads: bool = False

    @property
    def number(self) -> str:
        """How much is open, for the eye: what is more than anybody does today is not counted to the end."""
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


@dataclass(frozen=True)
class Line:
    """One item as a line: how urgent in a word and a shape, and what this person can do with it."""

    item: WorkItem
    address: str  # of the case, as one of this list
    take: str  # where it is taken, and given back
    give_back: str
    urgency: str  # "overdue", "today" or "later"
    state: str  # the same in a word
    is_mine: bool
    is_own_draft: bool = False
    is_elsewhere: bool = False
    is_absents: bool = False  # of a colleague for whom she stands in

    @property
    def can_be_taken(self) -> bool:
        return self.item.assignee_id is None and not self.is_own_draft and not self.is_elsewhere

    @property
    def concern(self) -> str:
        """As much of it as a line has room for."""
        return _beginning(self.item.case.concern, 140)

    @property
    def more_of_it(self) -> str:
        return _beginning(self.item.case.concern, 300)

    @property
    def verb(self) -> str | Promise:
        """The next step as one word."""
        hers = self.is_mine or self.is_absents or self.can_be_taken
        return VERBS.get(self.item.step, OPEN) if hers else VIEW


def _beginning(words: str, length: int) -> str:
    return words if len(words) <= length else f"{words[: length - 1]}…"


OPEN, VIEW = pgettext_lazy("desk", "open"), pgettext_lazy("desk", "view")
STATES = {
    "overdue": pgettext_lazy("desk", "overdue"),
    "today": pgettext_lazy("desk", "today"),
    "later": pgettext_lazy("desk", "later"),
}
VERBS = {
    "triage": pgettext_lazy("desk", "assign"),
    "answer": pgettext_lazy("desk", "answer"),
    "approve": pgettext_lazy("desk", "check"),
    "reply_by_hand": pgettext_lazy("desk", "reply"),
    "consult": pgettext_lazy("desk", "give a view"),
    "acknowledge": pgettext_lazy("desk", "acknowledge"),
    "wait_for_citizen": pgettext_lazy("desk", "view"),
}


class Counted(Subquery):
    """How many rows a subquery has."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _counted(items: WorkItemQuerySet) -> Counted:
    """How many they are, no further than is shown."""
    return Counted(items.order_by().values("pk")[: MOST_COUNTED + 1])


def tabs_of(user: User) -> list[Tab]:
    """Mine, whom I stand in for, my departments' and what I watch, with counts: one query for all departments."""
    hers = WorkItem.objects.waiting_in(OuterRef("department"), user=user)
    hers = hers.alias(seat=ExpressionWrapper(OuterRef("function"), CharField())).filter(
        Q(function=Function.MEMBER) | Q(seat=Function.LEAD)
    )
    escalated = WorkItem.objects.escalated_from_elsewhere(OuterRef("department"), user=user)
    seats = list(
        _seats(user)
        .annotate(
            number=_counted(hers),
            more=Which(When(function=Function.LEAD, then=_counted(escalated)), default=Value(0)),
            mine=_counted(WorkItem.objects.mine(user)),
            name=F("department__name"),
            partner=F("department__partner"),
            partner_name=F("department__partner__name"),
        )
        .order_by("name", "partner_name")
        .values_list(*SEAT, named=True)  # of two hundred departments whole rows take longer than counting
    )
    led = {each.department for each in seats if each.function == Function.LEAD}
    counts: Counter[int] = Counter()
    for each in seats:
        counts[each.department] = max(counts[each.department], each.number + each.more)
    own = [each for each in seats if each.user == user.pk]
    names = Counter(each.name for each in own)
    mine = seats[0].mine if seats else WorkItem.objects.mine(user).count()
    instead = WorkItem.objects.stood_in_for(user)
    return [
        Tab(MINE, pgettext_lazy("desk", "Mine"), mine),
        *([Tab(STANDING_IN, pgettext_lazy("desk", "Standing in"), instead.count())] if stood_in_for(user) else []),
        *(
            Tab(
                str(each.department),
                each.name if names[each.name] == 1 else f"{each.name} ({each.partner_name})",
                counts[each.department],
                (each.partner, each.partner_name),
                each.department in led,
            )
            for each in own
        ),
        Tab(WATCHED, pgettext_lazy("desk", "Watched")),
    ]


def tab_of(user: User, key: str) -> Tab | None:
    """One list without its number; ``None`` if it is not hers."""
    if key in {MINE, WATCHED} or (key == STANDING_IN and stood_in_for(user)):
        return Tab(key)
    if not key.isdecimal() or len(key) > 18:
        return None
    seats = list(_seats(user).filter(department=int(key)).values_list("user_id", "function"))
    if user.pk not in {person for person, _function in seats}:
        return None
    return Tab(key, leads=Function.LEAD in {function for _person, function in seats})


def _seats(user: User) -> QuerySet[Membership]:
    """Hers in her departments, and there those of whom she stands in for."""
    others = acting_as(user) - {user.pk}
    hers = Q(user=user)
    if others:
        own = Membership.objects.filter(user=user).values("department")
        hers |= Q(user__in=others, department__in=own)
    return Membership.objects.filter(hers)


def items_of(user: User, tab: Tab) -> list[WorkItemQuerySet]:
    """The open items of one list, in one or two parts each of which an index has in the order in which they are due."""
    if tab.key == MINE:
        return [WorkItem.objects.mine(user)]
    if tab.key == STANDING_IN:
        return [WorkItem.objects.stood_in_for(user)]
    if tab.key == WATCHED:
        return [WorkItem.objects.open().filter(case__in=Case.objects.watched_by(user).open())]
    items = WorkItem.objects.waiting_in(int(tab.key), user=user)
    if not tab.leads:
        return [items.filter(function=Function.MEMBER)]
    return [items, WorkItem.objects.escalated_from_elsewhere(int(tab.key), user=user)]


def versions_in(parts: list[WorkItemQuerySet]) -> dict[int, CaseTypeVersion]:
    """The versions of case types of which a list has something, by an index and once for all lines."""
    there = [Q(Exists(part.order_by().filter(version=OuterRef("pk")))) for part in parts]
    found = CaseTypeVersion.objects.filter(reduce(or_, there)).select_related("case_type").order_by()
    return {version.pk: version for version in found.only("definition", "case_type__name")}


def first_of(parts: list[WorkItemQuerySet], number: int, *, backwards: bool = False) -> list[WorkItem]:
    """The first items of all parts together, with what a line shows; each part is read no further than that."""
    order = ("-due_at", "-pk") if backwards else ("due_at", "pk")
    chosen = [part.order_by(*order).values("pk")[:number] for part in parts]
    if len(chosen) > 1:  # what is limited can be one of several only if it stands inside another
        chosen = [WorkItem.objects.order_by().filter(pk__in=part).values("pk") for part in chosen]
    drafts = Message.objects.filter(case=OuterRef("case"), kind=Message.Kind.DRAFT).order_by("-pk")
    author = Which(When(step="approve", then=Subquery(drafts.values("author")[:1])))
    lines = WorkItem.objects.filter(pk__in=reduce(QuerySet.union, chosen))
    lines = lines.select_related("case", "assignee").only(*ON_A_LINE)
    lines = lines.annotate(author_of_draft=author, service=F("case__service__title"))
    return list(lines.order_by(*order)[:number])


def lines_of(
    items: list[WorkItem],
    *,
    user: User,
    tab: Tab,
    now: datetime,
    versions: Mapping[int, CaseTypeVersion],
) -> list[Line]:
    """The items of a list as its lines; of those that somebody only watches none is hers to take there."""
    today = timezone.localtime(now).date()
    for item in items:
        if item.version_id in versions:  # what came in the meantime asks for its own
            item.case.version = versions[item.version_id]
    absent = stood_in_for(user)
    case, take, give_back = _addresses("case"), _addresses("take"), _addresses("give_back")
    states = {urgency: str(word) for urgency, word in STATES.items()}
    return [
        Line(
            item,
            case.format(item.case.reference) + f"?liste={tab.key}",
            take.format(item.pk),
            give_back.format(item.pk),
            urgency := _urgency(item.due_at, now, today),
            states[urgency],
            item.assignee_id == user.pk,
            item.author_of_draft == user.pk,
            tab.key == WATCHED,
            item.assignee_id in absent,
        )
        for item in items
    ]


def _addresses(name: str) -> str:
    """Of all cases or items, with a gap for which: finding one out for each of fifty lines takes a millisecond."""
    before, _gap, after = reverse(f"desk:{name}", args=["0"]).rpartition("0")
    return f"{before}{{}}{after}"


def _urgency(due_at: datetime, now: datetime, today) -> str:
    if due_at < now:
        return "overdue"
    return "today" if timezone.localtime(due_at).date() == today else "later"


def neighbours(user: User, tab: Tab, item: WorkItem) -> tuple[WorkItem | None, WorkItem | None]:
    """The items before and after this one in a list, also when it has just left it."""
    parts = [part.exclude(case=item.case_id) for part in items_of(user, tab)]
    is_before = Q(due_at__lt=item.due_at) | Q(due_at=item.due_at, pk__lt=item.pk)
    is_after = Q(due_at__gt=item.due_at) | Q(due_at=item.due_at, pk__gt=item.pk)
    before = first_of([part.filter(is_before) for part in parts], 1, backwards=True)
    after = first_of([part.filter(is_after) for part in parts], 1)
    return next(iter(before), None), next(iter(after), None)
