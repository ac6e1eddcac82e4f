"""Cases, pinned to a version of their type, and the work items, deadlines and messages that belong to them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from viewflow.workflow.models import Process, Task

from cms.catalogue.models import ServicePage
from cms.organisation.models import Department, Function, Partner
from workflows.citizens.models import CallerDetails, ReplyChannel

from . import definition as definitions
from . import timeline as timelines
from .absence_models import Absence, acting_as, stood_in_for  # noqa: F401  (faces ask them here)
from .answers import Line, lines, may_be_asked
from .file_models import CaseFile
from .promise_models import PromiseDecision  # noqa: F401  (a model of this app)
from .querysets import CaseQuerySet, DeadlineQuerySet, PresenceQuerySet, WorkItemQuerySet
from .questions import Audience
from .text_models import TextModule  # noqa: F401  (a model of this app)
from .type_models import CaseType, CaseTypeVersion, ServiceOfCaseType  # noqa: F401  (models of this app)
from .undelivered import in_words

BY_HAND = "reply_by_hand"
FOR_THE_CITIZEN = "wait_for_citizen"
REOPENS_FOR = timedelta(days=14)
WISHES = {ReplyChannel.PHONE: _("Please call"), ReplyChannel.LETTER: _("Please send the letter")}


class CaseProcess(Process):
    """Viewflow's process of a case; a case may have several over its life, at most one open."""

    class Meta:
        proxy = True
        verbose_name = _("course of a case")
        verbose_name_plural = _("courses of cases")


class Channel(models.TextChoices):
    WEB = "web", _("web")
    PHONE = "phone", _("telephone")
    COUNTER = "counter", _("counter")
    MAIL = "mail", _("email")


class Case(models.Model):
    """A concern that could not be settled at once; owned by a department until it is answered.

    ``answered_at`` is when the citizen had her answer, ``closed_at`` when nobody had anything to do any more.
    """

    class State(models.TextChoices):
        OPEN = "open", _("in progress")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed without an answer")
        WITHDRAWN = "withdrawn", _("withdrawn")
        MERGED = "merged", _("goes on in another concern")

    reference = models.CharField(_("case number"), max_length=16, unique=True)
    code_hash = models.CharField(_("fingerprint of the code"), max_length=128)
    version = models.ForeignKey(
        CaseTypeVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="cases"
    )
    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="cases")
    service = models.ForeignKey(
        ServicePage,
        verbose_name=_("service"),
        on_delete=models.SET_NULL,
        related_name="cases",
        null=True,
        blank=True,
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="cases"
    )
    channel = models.CharField(_("came in by"), max_length=10, choices=Channel)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    concern = models.TextField(_("concern"), max_length=4000)
    answers = models.JSONField(_("answers to the questions"), default=dict, blank=True)
    details = models.ForeignKey(
        CallerDetails,
        verbose_name=_("caller details"),
        on_delete=models.SET_NULL,
        related_name="cases",
        null=True,
        blank=True,
    )
    reply_channel = models.CharField(_("answer wanted"), max_length=10, choices=ReplyChannel, default=ReplyChannel.NONE)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    promised_at = models.DateTimeField(_("answer promised by"))
    promise_reasons = models.JSONField(_("why this moment"), default=list)
    promise_in_doubt = models.DateTimeField(
        _("promise in doubt since"),
        null=True,
        blank=True,
        help_text=_("Its moment lies outside service hours now; a lead decides what becomes of it."),
    )
    promise_department = models.ForeignKey(
        Department,
        verbose_name=_("on whose service hours the promise runs"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    waiting_since = models.DateTimeField(_("waiting for the citizen since"), null=True, blank=True)
    minutes_left = models.PositiveIntegerField(_("service minutes left of the promise"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    undelivered_at = models.DateTimeField(_("a letter came back"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    times_reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("is about"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("A colleague whom it must never reach."),
    )
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("goes on in"),
        on_delete=models.PROTECT,
        related_name="duplicates",
        null=True,
        blank=True,
    )
    asked_now = models.JSONField(
        _("departments asked ad hoc"), default=list, blank=True, help_text=_("Empty when nobody is asked ad hoc.")
    )
    handed_over = models.JSONField(
        _("steps handed to another department"), default=dict, blank=True, help_text=_("Key of the step: department.")
    )
    revision = models.PositiveIntegerField(_("number of changes"), default=0)
    process = models.ForeignKey(
        CaseProcess,
        verbose_name=_("current course"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    position = models.PositiveSmallIntegerField(_("step"), default=0)
    outcome = models.CharField(_("outcome"), max_length=12, choices=State, blank=True)
    delete_after = models.DateField(_("text deleted after"), null=True, blank=True)
    emptied_at = models.DateTimeField(_("text deleted"), null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes in a row"), default=0)
    locked_until = models.DateTimeField(_("status page locked until"), null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["promised_at"]
        indexes = [
            models.Index(
                fields=["department", "promised_at"],
                name="case_open_by_promise",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["delete_after"],
                name="case_text_by_end",
                condition=Q(delete_after__isnull=False, emptied_at__isnull=True),
            ),
            models.Index(
                fields=["department", "promised_at"],
                name="case_promise_in_doubt",
                condition=Q(promise_in_doubt__isnull=False, closed_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="case_is_open_or_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False), name="answered_case_has_its_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False), name="merged_case_goes_on_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(waiting_since__isnull=True, minutes_left__isnull=True)
                | Q(waiting_since__isnull=False, minutes_left__isnull=False, state="open"),
                name="waiting_case_is_open_and_knows_its_rest",
            ),
            models.CheckConstraint(
                condition=Q(state="open", delete_after__isnull=True) | ~Q(state="open"),
                name="case_text_stays_while_open",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def is_overdue(self) -> bool:
        """The promise has passed without an answer, and it is not the citizen we wait for."""
        runs = self.answered_at is None and self.waiting_since is None
        return self.state == Case.State.OPEN and runs and self.promised_at < timezone.now()

    @property
    def draft(self) -> "Message | None":
        """The newest draft of the answer."""
        return self.messages.filter(kind=Message.Kind.DRAFT).select_related("author").order_by("-pk").first()

    @property
    def draft_answer(self) -> str:
        draft = self.draft
        return draft.text if draft else ""

    def answer_lines(self, audience: Audience | None = None) -> list[Line]:
        """What was answered to the questions of its version, in words; of one audience, or of all."""
        questions = self.version.parsed.questions
        return lines(questions if audience is None else may_be_asked(questions, audience), self.answers)

    def step(self) -> definitions.Step | None:
        """Where the case stands on its way; ``None`` once it is closed."""
        return self.version.parsed.at(self.position)

    def timeline(self) -> list[timelines.Stage]:
        """The stages of the case as the citizen may see them."""
        items = list(self.work_items.values_list("position", "step", "created_at", "done_at").order_by("pk"))
        return timelines.stages(
            self.version.parsed,
            position=self.position,
            was_triaged=any(step == definitions.Kind.TRIAGE for _position, step, _at, _done in items),
            department=self.department.name,
            reply_channel=self.reply_channel,
            opened_at=self.opened_at,
            promised_at=self.promised_at,
            answered_at=self.answered_at,
            ended={position: done for position, _step, _at, done in items if done is not None},
            begun={position: at for position, _step, at, _done in items},
            is_waiting=self.waiting_since is not None,
            has_ended=self.closed_at is not None,
        )

    def for_citizen(self) -> timelines.CitizenView:
        """Everything the citizen may read; show it only to whoever gave the code."""
        said = list(self.messages.order_by("pk").values_list("pk", "kind", "text", "created_at"))
        told = {kind: text for _pk, kind, text, _at in said}
        moved = self.promise_decisions.filter(new_at__isnull=False).last() if self.state == Case.State.OPEN else None
        files: dict[int | None, list[CaseFile]] = {}
        for file in self.files.filter(citizen_sees=True):
            files.setdefault(file.message_id, []).append(file)
        is_closed = self.state == Case.State.CLOSED
        reopens = self.emptied_at is None and self.state in {Case.State.ANSWERED, Case.State.CLOSED}
        waiting = None
        if self.waiting_since is not None:
            waiting = self.work_items.filter(step=FOR_THE_CITIZEN, done_at__isnull=True).first()
        return timelines.CitizenView(
            reference=self.reference,
            case_type=self.version.parsed.words(self.version.parsed.name),
            partner=self.partner.name,
            department=self.department.name,
            service=self.service.title if self.service else "",
            concern=self.concern,
            opened_at=self.opened_at,
            promised_at=self.promised_at,
            promise_reasons=self.promise_reasons,
            is_overdue=self.is_overdue,
            is_answered=self.state == Case.State.ANSWERED,
            answered_at=self.answered_at,
            answer=told.get(Message.Kind.ANSWER, ""),
            text_deleted_at=self.emptied_at,
            stages=self.timeline(),
            state=self.state,
            question=told.get(Message.Kind.QUESTION, "") if waiting else "",
            reply_until=waiting.due_at if waiting else None,
            why_closed=told.get(Message.Kind.CLOSING, "") if is_closed else "",
            answers=self.answer_lines(Audience.CITIZEN),
            reopens_until=self.closed_at + REOPENS_FOR if reopens else None,
            exchange=[
                timelines.Said(kind == Message.Kind.QUESTION, text, at, files.get(pk, ()))
                for pk, kind, text, at in said
                if kind in {Message.Kind.QUESTION, Message.Kind.REPLY} and (text or pk in files)
            ],
            files=files.get(None, ()),
            promised_before=moved.promised_at if moved else None,
            why_moved=moved.reason if moved else "",
            revision=self.revision,
        )


class WorkItem(models.Model):
    """One open step in a department's inbox."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="work_items")
    version = models.ForeignKey(
        CaseTypeVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=_("That of the case, which never changes: a list knows its kinds by an index."),
    )
    task = models.OneToOneField(
        Task,
        verbose_name=_("engine's task"),
        on_delete=models.SET_NULL,
        related_name="work_item",
        null=True,
        blank=True,
    )
    step = models.CharField(_("step"), max_length=20, help_text=_("The node of the flow."))
    position = models.PositiveSmallIntegerField(_("place of the step in the version"), default=0)
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        on_delete=models.PROTECT,
        related_name="work_items",
        db_index=False,
    )
    function = models.CharField(_("falls to"), max_length=10, choices=Function, default=Function.MEMBER)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken by"),
        on_delete=models.PROTECT,
        related_name="work_items",
        null=True,
        blank=True,
        db_index=False,
    )
    created_at = models.DateTimeField(_("arrived"), default=timezone.now)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("done by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    done_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("done on behalf of"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    is_ad_hoc = models.BooleanField(_("asked ad hoc"), default=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    escalated_to = models.ForeignKey(
        Department,
        verbose_name=_("escalated to the lead of"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        ordering = ["due_at", "pk"]
        indexes = [
            # With all that counting them asks for, so that it reads the index alone.
            models.Index(
                fields=["department", "due_at", "id", "function", "case"],
                name="item_inbox",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["department", "version", "due_at", "id", "function", "case"],
                name="item_inbox_by_kind",
                condition=Q(done_at__isnull=True),
            ),
            models.Index(
                fields=["escalated_to", "due_at", "id", "department", "case"],
                name="item_escalated",
                condition=Q(done_at__isnull=True, escalated_to__isnull=False),
            ),
            models.Index(fields=["assignee", "due_at", "id"], name="item_mine", condition=Q(done_at__isnull=True)),
            models.Index(fields=["due_at", "id"], name="item_open", condition=Q(done_at__isnull=True)),
        ]

    def __str__(self):
        return f"{self.case}: {self.step}"

    @property
    def title(self) -> str:
        """What is to be done, in the words of the case type and the active language.

        How an answer by hand is given depends on what the citizen wished, not on the case type.
        """
        if self.step == FOR_THE_CITIZEN:
            return str(_("Waiting for the citizen"))
        if self.step == definitions.Kind.CONSULT and self.is_ad_hoc:
            return str(_("Give your view"))
        if self.step == BY_HAND:
            return str(WISHES.get(self.case.reply_channel, _("Email came back: see that the answer arrives")))
        step = self.case.version.parsed.at(self.position)
        return self.case.version.parsed.words(step.title) if step else self.step

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.due_at < timezone.now()


class Deadline(models.Model):
    """A moment at which the sweeper must do something, unless the work is done before."""

    class Kind(models.TextChoices):
        REMIND = "remind", _("remind")
        ESCALATE = "escalate", _("escalate")
        END = "end", _("end unanswered")

    item = models.ForeignKey(WorkItem, verbose_name=_("work item"), on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    due_at = models.DateTimeField(_("due"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    fired_at = models.DateTimeField(_("fired"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    retry_at = models.DateTimeField(_("not tried again before"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=120, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ["due_at"]
        indexes = [
            # As it is asked for: what waits for the next opening is not looked at again every second until then.
            models.Index(
                Coalesce("retry_at", "due_at"), "id", name="deadline_ready", condition=Q(closed_at__isnull=True)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["item", "kind"], name="one_deadline_of_a_kind_per_item"),
        ]

    def __str__(self):
        return f"{self.item}: {self.kind}"


class Message(models.Model):
    """Something said in a case: to the citizen, by her, among colleagues. ``CITIZENS`` are what she may read."""

    class Kind(models.TextChoices):
        DRAFT = "draft", _("draft of the answer")
        ANSWER = "answer", _("answer")
        REJECTION = "rejection", _("why the draft was sent back")
        QUESTION = "question", _("question to the citizen")
        REPLY = "reply", _("reply of the citizen")
        CONSULTATION = "consultation", _("question to a department")
        VIEW = "view", _("answer of a department")
        NOTE = "note", pgettext_lazy("in a case", "note")
        HANDOVER = "handover", _("why it was handed over")
        CLOSING = "closing", _("why it was closed")
        REOPENING = "reopening", _("why it was reopened")
        UNDELIVERED = "undelivered", _("letter that came back")

    CITIZENS = (Kind.ANSWER, Kind.QUESTION, Kind.REPLY, Kind.CLOSING)

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="messages")
    item = models.ForeignKey(
        WorkItem,
        verbose_name=_("work item"),
        on_delete=models.SET_NULL,
        related_name="messages",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    text = models.TextField(_("text"), max_length=8000, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["created_at", "pk"]

    def __str__(self):
        return f"{self.case}: {self.kind}"

    @property
    def words(self) -> str:
        """What it says to a person; of a letter that came back only the code is kept."""
        came_back = self.kind == self.Kind.UNDELIVERED and self.case.emptied_at is None
        return in_words(self.text) if came_back else self.text


class Attempt(models.Model):
    """One try to give an answer by telephone or letter, and what came of it."""

    class Result(models.TextChoices):
        REACHED = "reached", _("reached, the answer was given")
        SENT = "sent", _("letter sent")
        NOBODY = "nobody", _("nobody answered")
        BUSY = "busy", _("engaged")
        MAILBOX = "mailbox", _("left a message on the answering machine")
        WRONG_NUMBER = "wrong_number", _("the number is wrong")
        CAME_BACK = "came_back", _("the letter came back")

    item = models.ForeignKey(WorkItem, verbose_name=_("work item"), on_delete=models.CASCADE, related_name="attempts")
    result = models.CharField(_("what happened"), max_length=12, choices=Result)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("tried by"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("attempt to reach the citizen")
        verbose_name_plural = _("attempts to reach the citizen")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.item}: {self.result}"


class Watch(models.Model):
    """A colleague who wants to know what becomes of a case that is not hers to do."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="watches")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("watcher"), on_delete=models.CASCADE, related_name="watches"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("watched case")
        verbose_name_plural = _("watched cases")
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="case_is_watched_once_by_each")]

    def __str__(self):
        return f"{self.case}: {self.user}"


class Presence(models.Model):
    """Who has a case on her screen; a row is as good as its last moment."""

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="presences"
    )
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("person at a case")
        verbose_name_plural = _("people at cases")
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="person_is_at_a_case_once")]

    def __str__(self):
        return f"{self.case}: {self.user}"
