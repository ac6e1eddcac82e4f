"""Eight weeks of the demo town, played through the real doors with a moved clock: people, citizens, sweeper, jobs."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.audit.models import Actor
from cms.catalogue.languages import GERMAN
from cms.catalogue.models import ServicePage
from cms.organisation.hours import Hours
from cms.organisation.models import Department, Function, Membership, Partner
from cms.organisation.slugs import slug_of
from cms.outbox.models import Job
from cms.outbox.worker import work_off
from workflows.calendars.promises import promise
from workflows.cases import actions, retention
from workflows.cases.models import BY_HAND, FOR_THE_CITIZEN, Absence, Attempt, Case, CaseType, Channel, WorkItem
from workflows.cases.people import Worker
from workflows.cases.sweeper import sweep
from workflows.citizens import actions as citizens
from workflows.citizens.models import ReplyChannel

from .clock import moved_to
from .files import FOLDER, read

BERLIN = ZoneInfo("Europe/Berlin")
CASES, DAYS = 400, 56
SATURDAY = 5
SEED = "Lindenfurt"
ATTACHMENTS = FOLDER / "attachments"
AGENT = "agentin@lindenfurt.example.org"
GENERAL = "frage-an-das-amt"
CALLS_BACK = "rueckruf"
WATCH = range(7, 24)  # hours in which deadlines and jobs are looked at
NIGHT = time(4, 45)
# What becomes of concerns, dealt out in turn; what does not fit a concern goes the usual way.
FATES = (
    *("usual", "rejected", "usual", "called twice", "usual", "asked", "usual", "late", "usual", "reopened"),
    *("usual", "handed over", "usual", "withdrawn", "usual", "rejected", "usual", "merged", "usual", "silent"),
    *("usual", "about", "usual", "asked", "usual", "closed", "usual", "called twice", "usual", "asked in vain"),
    *("usual", "noted", "usual", "late", "usual", "rejected", "usual", "withdrawn", "usual", "usual"),
)
# In the last days some are left lying, so that the inbox has something overdue.
LEFT_LYING = (3, 11)
LAST_DAYS = timedelta(days=6)
# Concerns of the last weekday that stand at this step today, so that each can be looked at.
STANDS_AT = {
    "new": ("triage", "answer"),
    "taken": ("answer",),
    "approving": ("approve",),
    "waiting": (FOR_THE_CITIZEN,),
    "consulted": ("consult",),
    "called": (BY_HAND,),
    "mailed": ("answer",),
}


def play_eight_weeks(
    now: datetime, *, cases: int = CASES, days: int = DAYS, each_night: Callable[[], None] = lambda: None
) -> int:
    """Play what happened until now and return how many cases came of it; none if there are cases already.

    All of a day is one transaction: the doors are the real ones, and the disk is waited for once. ``each_night`` is
    called at the end of every day, after what the worker clears away at night.
    """
    if Case.objects.exists():
        return 0
    first_day = timezone.localtime(now, BERLIN).date() - timedelta(days=days)
    play = Play(now, [first_day + timedelta(days=each) for each in range(days + 1)], cases, each_night)
    while play.goes_on:
        with transaction.atomic():
            play.one_day()
    with moved_to(now), transaction.atomic():
        look()  # what fell due since the last full hour
    return Case.objects.count()


class Play:
    """Everything that happens, in the order in which it happens."""

    def __init__(self, now: datetime, days: list[date], cases: int, each_night: Callable[[], None]):
        self.now, self.each_night, self.town = now, each_night, Town()
        self.dice, self.words = random.Random(SEED), read("words")
        self.waiting: list[tuple[datetime, int, Callable[[], datetime | None]]] = []
        self.number = 0
        for day in days:
            self._plan_looks(day)
        self._plan_concerns(days, cases)

    @property
    def goes_on(self) -> bool:
        return bool(self.waiting)

    def one_day(self) -> None:
        """Everything up to the next midnight; what is later than now has not happened."""
        day = timezone.localtime(self.waiting[0][0], BERLIN).date()
        while self.waiting and timezone.localtime(self.waiting[0][0], BERLIN).date() == day:
            moment, _order, turn = heapq.heappop(self.waiting)
            with moved_to(moment):
                following = turn()
            if following is not None:
                self.at(following, turn)

    def at(self, moment: datetime, turn: Callable[[], datetime | None]) -> None:
        if moment < self.now:
            self.number += 1
            heapq.heappush(self.waiting, (moment, self.number, turn))

    def _plan_looks(self, day: date) -> None:
        """The worker: deadlines and jobs every hour, what is cleared away at night."""
        self.at(datetime.combine(day, NIGHT, BERLIN), self.night)
        for hour in WATCH:
            self.at(datetime.combine(day, time(hour), BERLIN), look)

    def night(self) -> None:
        look()
        citizens.delete_expired()
        retention.empty_expired_text()
        self.each_night()

    def _plan_concerns(self, days: list[date], cases: int) -> None:
        """As many on each weekday, few at weekends; each concern of the file before any of them once more."""
        every = read("concerns")["concern"]
        concerns = [each for each in every if "stands" not in each]
        for number, data in enumerate(each for each in every if "stands" in each):
            self.at(self._last_weekday() + timedelta(minutes=7 * number), Story(data, -1 - number, self).turn)
        last = self.now - timedelta(minutes=20)
        moments = sorted(self._moment(days, last) for _each in range(cases))
        deck: list[dict] = []
        for number, begins_at in enumerate(moments):
            if not deck:
                deck = self.dice.sample(concerns, len(concerns))
            story = Story(deck.pop(), number, self)
            self.at(begins_at, story.turn)

    def _last_weekday(self) -> datetime:
        day = timezone.localtime(self.now, BERLIN).date() - timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day -= timedelta(days=1)
        return datetime.combine(day, time(8, 10), BERLIN)

    def _moment(self, days: list[date], last: datetime) -> datetime:
        while True:
            day = self.dice.choice(days)
            by_day = day.weekday() < SATURDAY
            if not by_day and self.dice.random() < 0.85:
                continue
            minute = self.dice.randrange(7 * 60 + 30, 17 * 60 + 45) if by_day else self.dice.randrange(9 * 60, 21 * 60)
            moment = datetime.combine(day, time(minute // 60, minute % 60), BERLIN)
            if moment < last:
                return moment


def look() -> None:
    """What a worker does all the time: fire what is due, do the jobs."""
    sweep()
    now = timezone.now()
    if Job.objects.unfinished().filter(run_at__lte=now).exists():  # what was just loaded is due later than these weeks
        work_off(now=now)


def held(name: str) -> str:
    """One of the files beside this module, held as a form holds it until it is sent."""
    with (ATTACHMENTS / name).open("rb") as content:
        return actions.hold_file(File(content, name=name)).handle


class Town:
    """Who and what there is, looked up once: nothing of it changes while the weeks are played."""

    def __init__(self) -> None:
        self.partners = {
            partner.slug: partner for partner in Partner.objects.select_related("triage_department", "site")
        }
        self.services = {page.slug: page for page in ServicePage.objects.filter(locale__language_code=GERMAN)}
        self.case_types = {case_type.slug: case_type for case_type in CaseType.objects.all()}
        self.agent = User.objects.get(email=AGENT)
        self.absences = list(Absence.objects.select_related("substitute"))
        self._hours: dict[int, Hours] = {}

    def stand_in(self, person: User, day: date) -> User | None:
        """Who stands in for a person on a day; nobody if she is there."""
        hers = (each for each in self.absences if each.person_id == person.pk)
        return next((each.substitute for each in hers if each.from_day <= day <= each.until_day), None)

    @cached_property
    def crews(self) -> dict[int, list[Membership]]:
        found: dict[int, list[Membership]] = {}
        for row in Membership.objects.select_related("user").order_by("pk"):
            found.setdefault(row.department_id, []).append(row)
        return found

    @cached_property
    def departments(self) -> dict[tuple[str, str], Department]:
        rows = Department.objects.select_related("partner__triage_department")
        return {(row.partner.slug, row.name): row for row in rows}

    def hours(self, department: Department) -> Hours:
        if department.pk not in self._hours:
            self._hours[department.pk] = Hours.of(department)
        return self._hours[department.pk]


class Story:
    """One concern from its first word to where it stands today: each turn does one thing and says when the next is."""

    def __init__(self, data: dict, number: int, play: Play):
        self.data, self.number, self.play, self.town = data, number, play, play.town
        self.dice = random.Random(f"{SEED} {number}")
        self.partner = self.town.partners[data["partner"]]
        self.service = self.town.services.get(data.get("service", ""))
        self.kind = data.get("type", GENERAL)
        self.stands = data.get("stands", "")  # where it has come to today
        self.fate = "asked" if self.stands == "waiting" else "usual" if self.stands else FATES[number % len(FATES)]
        self.done: set[str] = set()  # what happens once in a story
        self.case: Case | None = None
        self.life = self.goes()

    def turn(self) -> datetime | None:
        """Do the next thing; some service minutes later, as the department's hours have it, comes the one after."""
        minutes = next(self.life, None)
        if minutes is None:
            return None
        if minutes < 0:  # citizens know no service hours
            return timezone.now() - timedelta(minutes=minutes)
        return promise(timezone.now(), minutes, self.town.hours(self.case.department)).due_at

    def goes(self) -> Iterator[int]:
        self.open()
        if not self.stands and self.number % len(FATES) in LEFT_LYING and self.play.now - timezone.now() < LAST_DAYS:
            return
        if self.fate == "withdrawn":
            yield -self.dice.randrange(60, 1500)
            self.case.refresh_from_db()
            if self.case.state == Case.State.OPEN:
                actions.withdraw(self.case, by=Actor.citizen())
            return
        yield self.dice.randrange(1500, 2600) if self.fate == "late" else self.pace()
        yield from self.work()
        if self.fate == "reopened" and self.case.state == Case.State.ANSWERED:
            yield -self.dice.randrange(600, 6 * 1440)
            actions.reopen(self.case, reason=self.one_of("doubts"), by=Actor.citizen())
            yield self.pace()
            yield from self.work()

    def work(self) -> Iterator[int]:
        """Whatever lies open, one thing after the other, until nothing does."""
        while True:
            self.case.refresh_from_db()
            items = list(
                WorkItem.objects.open()
                .filter(case=self.case)
                .select_related("department__partner", "assignee", "case__version__case_type")
                .order_by("pk")
            )
            if not items or self.has_come_to(items):
                return
            yield self.do(
                next((item for item in items if item.step != "consult" or not self.is_silent(item)), items[0])
            )

    def has_come_to(self, items: list[WorkItem]) -> bool:
        """Whether it stands where it shall stand today."""
        taken = items[0].assignee_id is not None
        return items[0].step in STANDS_AT.get(self.stands, ()) and taken >= (self.stands == "taken")

    def do(self, item: WorkItem) -> int:
        """One thing that people do; returns after how many minutes there is something to do again."""
        deed = {
            "triage": self.triage,
            "answer": self.answer,
            "consult": self.give_view,
            "approve": self.check,
            "acknowledge": lambda item: actions.acknowledge(item, by=self.somebody(item)),
            BY_HAND: self.reply_by_hand,
            FOR_THE_CITIZEN: self.wait,
        }[item.step]
        return deed(item) or self.pace()

    # ── what citizens do ──

    def open(self) -> None:
        by_phone = self.data.get("said", self.dice.choice(["web", "web", "phone"])) == "phone"
        channel = Channel.PHONE if by_phone else Channel.WEB
        if by_phone and self.dice.random() < 0.1:
            channel = Channel.COUNTER
        reply = ReplyChannel.PHONE if self.kind == CALLS_BACK else self.wished()
        self.case = self.opened(self.filled(self.data["text"]), channel, reply)
        if self.fate == "merged" and self.service is not None:
            again = f"{self.one_of('openings')} {self.filled(self.data['text'])}"
            self.duplicate = self.opened(again, Channel.WEB, ReplyChannel.NONE)

    def opened(self, concern: str, channel: Channel, reply: ReplyChannel) -> Case:
        return actions.open_case(
            case_type=self.town.case_types[self.kind],
            partner=self.partner,
            service=self.service,
            concern=concern,
            channel=channel,
            reply_channel=reply,
            details=self.details(reply),
            by=Actor.citizen() if channel == Channel.WEB else Actor.person(self.town.agent),
            answers=self.answers(),
        ).case

    def wished(self) -> ReplyChannel:
        if self.fate == "called twice" or self.stands == "called":
            return ReplyChannel.PHONE
        wishes = (
            [ReplyChannel.EMAIL] * 10 + [ReplyChannel.PHONE] * 5 + [ReplyChannel.NONE] * 3 + [ReplyChannel.LETTER] * 2
        )
        return self.dice.choice(wishes)

    def details(self, reply: ReplyChannel) -> actions.DetailsInput | None:
        """Who asks; addresses at example.org, telephone numbers from the range kept free for fiction."""
        if reply == ReplyChannel.NONE:
            return None
        name = f"{self.one_of('first_names')} {self.one_of('last_names')}"
        letters = slug_of(name).replace("-", ".")
        calls = reply == ReplyChannel.PHONE
        return actions.DetailsInput(
            name=name,
            email=f"{letters}@example.org" if reply == ReplyChannel.EMAIL else "",
            phone=f"069 90009 {self.dice.randrange(600, 990)}" if calls else "",
            call_times=self.one_of("call_times") if calls else "",
            address=self.filled("{strasse}\n35999 Lindenfurt") if reply == ReplyChannel.LETTER else "",
        )

    def answers(self) -> dict:
        typed = {key: self.filled(value) for key, value in self.data.get("answers", {}).items()}
        return typed | {key: [held(name) for name in names] for key, names in self.data.get("files", {}).items()}

    def filled(self, value: object) -> object:
        """With a street of its own, and days counted from this one."""
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        if not isinstance(value, str):
            return value
        if value[:1] in {"+", "-"} and value[1:].isdecimal():
            return (timezone.localdate() + timedelta(days=int(value))).isoformat()
        return value.replace("{strassenname}", self.street).replace("{strasse}", f"{self.street} {self.house}")

    @cached_property
    def street(self) -> str:
        return self.one_of("streets")

    @cached_property
    def house(self) -> int:
        return self.dice.randrange(1, 88)

    def wait(self, item: WorkItem) -> int:
        """She replies after a while, or her time ends by itself."""
        if self.fate == "asked in vain" or "replied" in self.done:
            return 600
        self.done.add("replied")
        actions.receive_reply(self.case, text=self.one_of("replies"), by=Actor.citizen())
        return self.pace()

    # ── what people of the departments do ──

    def triage(self, item: WorkItem) -> None:
        by = self.somebody(item)
        if "about" in self.data and self.once("named"):
            actions.name_person(self.case, person=User.objects.get(email=self.data["about"]), by=by)
        wanted = self.data.get("triage_to")
        department = self.town.departments[self.partner.slug, wanted] if wanted else self.elsewhere(item.department_id)
        actions.triage(item, department=department, by=by)

    def answer(self, item: WorkItem) -> int | None:
        by = self.somebody(item)
        if isinstance(by, actions.Mailbox):
            return self.answer_by_mail(item, by)
        if self.fate == "merged" and hasattr(self, "duplicate") and self.once("merged"):
            lead = self.somebody(item, function=Function.LEAD)
            actions.merge(self.duplicate, into=self.case, by=lead)
        elif item.assignee_id is None and self.once("taken"):
            actions.take(item, by=by)
            return self.dice.randrange(10, 200)
        elif self.fate == "noted" and self.once("noted"):
            actions.add_note(self.case, text=self.one_of("notes"), by=by)
            actions.watch(self.case, by=self.somebody(item, function=Function.LEAD))
        elif self.fate in {"asked", "asked in vain"} and self.once("asked"):
            actions.ask_citizen(item, question=self.one_of("questions"), by=by)
            return 12 if self.stands else -self.dice.randrange(120, 4000)
        elif self.fate == "handed over" and not self.case.is_confidential and self.once("handed over"):
            if (other := self.elsewhere(item.department_id)).pk != item.department_id:
                actions.reassign(item, department=other, reason=self.one_of("handovers"), by=by)
        elif self.fate == "closed":
            lead = self.somebody(item, function=Function.LEAD)
            actions.close(self.case, reason=self.one_of("closings"), by=lead)
        elif "encloses" in self.data and self.once("enclosed"):
            actions.attach_files(self.case, [held(self.data["encloses"])], by=by, citizen_sees=True)
            return 5
        else:
            actions.answer(item, text=self.words_of_the_answer(), by=by)
        return None

    def answer_by_mail(self, item: WorkItem, by: actions.Mailbox) -> int | None:
        """Where nobody has a seat, whoever reads the mailbox follows the link in the mail."""
        if self.fate in {"asked", "asked in vain"} and self.once("asked"):
            actions.ask_citizen(item, question=self.one_of("questions"), by=by)
            return -self.dice.randrange(120, 4000)
        if self.fate == "handed over" and self.once("handed over"):
            actions.hand_back(item, reason=self.one_of("handovers"), by=by)
        else:
            actions.answer(item, text=self.words_of_the_answer(), by=by)
        return None

    def words_of_the_answer(self) -> str:
        again = "" if self.case.reopened_at is None else f"{self.one_of('second_answers')} "
        return again + self.data["answer"]

    def give_view(self, item: WorkItem) -> int | None:
        if self.is_silent(item):
            return 300  # its time ends by itself
        views = self.data.get("views") or ["Keine Bedenken."]
        actions.give_view(item, text=self.dice.choice(views), by=self.somebody(item))
        return None

    def is_silent(self, item: WorkItem) -> bool:
        """In every third of these concerns one of the departments asked says nothing."""
        return (self.fate == "silent" or self.number % 3 == 0) and item.department.name == "Ordnungsamt"

    def check(self, item: WorkItem) -> None:
        by = self.somebody(item)
        if self.fate == "rejected" and self.once("rejected"):
            actions.reject(item, reason=self.data.get("rejection") or self.one_of("rejections"), by=by)
        else:
            actions.approve(item, by=by)

    def reply_by_hand(self, item: WorkItem) -> int | None:
        by = self.somebody(item)
        if self.case.reply_channel == ReplyChannel.PHONE and self.fate == "called twice" and self.once("called"):
            actions.record_attempt(item, result=Attempt.Result.NOBODY, note=self.one_of("attempts"), by=by)
            return self.dice.randrange(90, 400)
        actions.confirm_reply(item, by=by)
        return None

    def somebody(self, item: WorkItem, *, function: Function | None = None) -> Worker:
        """Who does it: whoever has it, else the first of the department who may, or who stands in for her today.

        Where nobody has a seat it is whoever reads the mailbox.
        """
        if item.department_id not in self.town.crews:
            return actions.Mailbox(item.department)
        person = self.first_who_may(item, function)
        stand_in = self.town.stand_in(person, timezone.localdate())
        return person if stand_in is None or stand_in.pk in self.not_by(item) else stand_in

    def first_who_may(self, item: WorkItem, function: Function | None) -> User:
        if function is None and item.assignee is not None:
            return item.assignee
        function = Function.LEAD if self.case.is_confidential else function or Function(item.function)
        without = self.not_by(item)
        crew = [row for row in self.town.crews[item.department_id] if row.user_id not in without]
        fitting = [row for row in crew if row.function == function]
        return (fitting or crew)[0].user

    def not_by(self, item: WorkItem) -> set[int | None]:
        """Who must not do it: whom it is about, and who has written what is to be checked."""
        draft = self.case.draft if item.step == "approve" else None
        return {draft.author_id if draft else None, self.case.about_id}

    def elsewhere(self, department: int) -> Department:
        """Another department of the partner that takes concerns and not only passes them on; else the one that does."""
        others = [
            row
            for (slug, _name), row in self.town.departments.items()
            if slug == self.partner.slug
            and row.pk not in {department, self.partner.triage_department_id}
            and not row.gives_information_only
            and row.pk in self.town.crews
        ]
        return self.dice.choice(others) if others else self.partner.triage_department

    def once(self, what: str) -> bool:
        """Whether this happens in the story for the first time."""
        if what in self.done:
            return False
        self.done.add(what)
        return True

    def pace(self) -> int:
        """How many service minutes until somebody gets to it; most things go quickly, some lie a while."""
        return 12 if self.stands else self.dice.choice([25, 45, 70, 110, 160, 240, 330, 480])

    def one_of(self, words: str) -> str:
        return self.dice.choice(self.play.words[words])
