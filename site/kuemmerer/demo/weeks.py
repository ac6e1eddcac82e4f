"""Two weeks of the demo town, played through the real doors with a moved clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from cms.accounts.models import User
from cms.audit.models import Actor
from cms.catalogue.models import ServicePage
from cms.organisation.hours import Hours
from cms.organisation.models import Department, Function, Partner
from workflows.calendars.promises import promise
from workflows.cases import actions
from workflows.cases.models import Case, CaseType, Channel, WorkItem
from workflows.cases.sweeper import sweep
from workflows.citizens.models import ReplyChannel

from .clock import moved_to
from .files import read

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = 10
SATURDAY = 5
LAST_CONCERN_HOUR = 18
AGENT = "agentin@lindenfurt.example.org"
# How many service minutes after the last step somebody gets to the next one; by turns, so that days differ.
PACE = (35, 140, 420, 75, 260, 610)


@dataclass(frozen=True)
class Step:
    """Something a person does in a case, some service minutes after the step before."""

    after: int
    do: Callable[[Case], None]


def play_two_weeks(now: datetime) -> int:
    """Play the last ten weekdays up to now and return how many cases came of it; none if there are cases already."""
    if Case.objects.exists():
        return 0
    days = weekdays_until(now)
    stories = [Story(data, number, days) for number, data in enumerate(read("cases")["case"])]
    for moment, turn in in_order(stories, now):
        with moved_to(moment):
            turn()
    return len(stories)


def weekdays_until(now: datetime) -> list[date]:
    """The last ten weekdays on which everything has come in; today is one of them from the afternoon on."""
    local = timezone.localtime(now, BERLIN)
    day = local.date() if local.hour >= LAST_CONCERN_HOUR else local.date() - timedelta(days=1)
    found: list[date] = []
    while len(found) < DAYS:
        if day.weekday() < SATURDAY:
            found.insert(0, day)
        day -= timedelta(days=1)
    return found


def in_order(stories: list[Story], now: datetime) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Every turn of every story with its moment, and a look of the sweeper once an hour, until now."""
    waiting = [(story.begins_at, number, story.take_turn) for number, story in enumerate(stories)]
    look = min(begins_at for begins_at, _number, _turn in waiting) if waiting else now
    waiting.append((look, -1, sweep))
    while waiting:
        waiting.sort(key=lambda entry: entry[:2])
        moment, number, turn = waiting.pop(0)
        if moment >= now:
            continue
        yield moment, turn
        following = moment + timedelta(hours=1) if number == -1 else stories[number].next_at(moment)
        if following is not None:
            waiting.append((following, number, turn))


class Story:
    """One concern from its first word to where it stands today."""

    def __init__(self, data: dict, number: int, days: list[date]):
        self.data = data
        self.partner = Partner.objects.get(slug=data["partner"])
        self.service = ServicePage.objects.filter(slug=data["service"]).first() if data["service"] else None
        self.begins_at = datetime.combine(days[data["day"]], time.fromisoformat(data["at"]), BERLIN)
        self.pace = PACE[number % len(PACE)]
        self.case: Case | None = None
        self.steps = self.steps_of(data["fate"])

    def steps_of(self, fate: str) -> list[Callable[[], None]]:
        """What people do in this case, in order."""
        triage = [self.triage] if "triage_to" in self.data else []
        written = [*triage, self.take, self.answer]
        return {
            "answered": [*written, self.approve, self.reply_by_hand],
            "corrected": [*written, self.reject, self.answer, self.approve, self.reply_by_hand],
            "approving": written,
            "taken": [self.take],
            "new": [],
            "forgotten": [],
        }[fate]

    def take_turn(self) -> None:
        """Open the case the first time, later do the next step."""
        if self.case is None:
            self.open()
        else:
            self.steps.pop(0)()
            self.case.refresh_from_db()

    def next_at(self, moment: datetime) -> datetime | None:
        """When the next step happens: some service minutes later, as the department's hours have it."""
        if not self.steps:
            return None
        return promise(moment, self.pace, Hours.of(self.case.department)).due_at

    def open(self) -> None:
        by_phone = self.data["channel"] == "phone"
        opened = actions.open_case(
            case_type=CaseType.objects.get(slug="frage-an-das-amt"),
            partner=self.partner,
            service=self.service,
            concern=self.data["concern"],
            channel=Channel(self.data["channel"]),
            reply_channel=ReplyChannel(self.data["reply"]),
            details=self.details(),
            by=Actor.person(User.objects.get(email=AGENT)) if by_phone else Actor.citizen(),
        )
        self.case = opened.case

    def details(self) -> actions.DetailsInput | None:
        """Who asks; addresses at example.org, telephone numbers from the range kept free for fiction."""
        name = self.data["name"]
        if not name:
            return None
        letters = name.lower().translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", " ": "."}))
        return actions.DetailsInput(
            name=name,
            email=f"{letters}@example.org" if self.data["reply"] == "email" else "",
            phone="069 90009 900" if self.data["reply"] == "phone" else "",
            call_times="vormittags" if self.data["reply"] == "phone" else "",
            address=self.data.get("address", ""),
        )

    def item(self) -> WorkItem | None:
        return self.case.work_items.filter(done_at__isnull=True).first()

    def person(self, function: Function, department: Department | None = None) -> User:
        """Somebody with this function in the department that has the open step."""
        department = department or self.item().department
        memberships = department.memberships.select_related("user").order_by("pk")
        return (memberships.filter(function=function).first() or memberships.first()).user

    def triage(self) -> None:
        department = Department.objects.get(partner=self.partner, name=self.data["triage_to"])
        actions.triage(self.item(), department=department, by=self.person(Function.MEMBER))

    def take(self) -> None:
        actions.take(self.item(), by=self.person(Function.MEMBER))

    def answer(self) -> None:
        actions.answer(self.item(), text=self.data["answer"], by=self.person(Function.MEMBER))

    def reject(self) -> None:
        actions.reject(self.item(), reason=self.data["rejection"], by=self.person(Function.LEAD))

    def approve(self) -> None:
        actions.approve(self.item(), by=self.person(Function.LEAD))

    def reply_by_hand(self) -> None:
        """Who wanted a call or a letter gets it; who wanted mail has it already."""
        if (item := self.item()) is not None:
            actions.confirm_reply(item, by=self.person(Function.MEMBER))
