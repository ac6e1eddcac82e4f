"""The course of a case: one flow interprets the pinned version of the case type, one step after the other."""

from django.http import Http404
from django.utils.translation import pgettext_lazy
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.activation import Activation
from viewflow.workflow.token import Token

from . import steps
from .models import CaseProcess


def no_screen(request, **kwargs):
    """Screens belong to the faces and act through the doors; the engine has none."""
    raise Http404


class FanOutActivation(flow.Split.activation_class):
    """Makes one branch for each of the things it is given."""

    @Activation.status.super()
    def create_next(self):
        tokens = Token.split_token_source(self.task.token, self.task.pk)
        for node, _condition, _source in self.flow_task._branches:
            for data in self.flow_task._branches_for(self):
                yield node._create(self, next(tokens), data=data)


class FanOut(flow.Split):
    """One node in as many parallel branches as there are at the moment; the open engine has a fixed number only."""

    activation_class = FanOutActivation

    def __init__(self, branches_for, **options):
        super().__init__(**options)
        self._branches_for = branches_for


class CaseFlow(flow.Flow):
    """Interprets the case type's pinned version.

    Never subclass it and never rename a node without a migration of the engine's rows. The lock waits for the row of
    the process; the engine's own default is no lock at all.
    """

    process_class = CaseProcess
    process_title = pgettext_lazy("step of a case", "Case")
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.open_case).Next(this.route)

    route = (
        flow.Switch()
        .Annotation(title=pgettext_lazy("step of a case", "Next step"))
        .Case(this.triage, steps.next_is("triage"))
        .Case(this.answer, steps.next_is("answer"))
        .Case(this.approve, steps.next_is("approve"))
        .Case(this.ask_departments, steps.next_is("consult"))
        .Case(this.inform, steps.next_is("inform"))
        .Case(this.acknowledge, steps.next_is("acknowledge"))
        .Case(this.wait_for_citizen, steps.next_is("wait_for_citizen"))
        .Case(this.reply, steps.next_is("reply"))
        .Case(this.reply_by_hand, steps.next_is("reply_by_hand"))
        .Default(this.close)
    )

    # the partner's triage department, only when no department is responsible
    triage = (
        flow.View(no_screen)
        .Annotation(title=pgettext_lazy("step of a case", "Find the department"))
        .Permission(steps.permission_to_work)
        .onCreate(this.hand_out)
        .Next(this.route)
    )

    # department
    answer = (
        flow.View(no_screen)
        .Annotation(title=pgettext_lazy("step of a case", "Answer"))
        .Permission(steps.permission_to_work)
        .onCreate(this.hand_out)
        .Next(this.route)
    )

    # somebody else than who wrote the draft
    approve = (
        flow.View(no_screen)
        .Annotation(title=pgettext_lazy("step of a case", "Approve"))
        .Permission(steps.permission_to_work)
        .onCreate(this.hand_out)
        .Next(this.route)
    )

    # system: one branch for each department that is asked
    ask_departments = (
        FanOut(steps.asked).Annotation(title=pgettext_lazy("step of a case", "Ask departments")).Next(this.consult)
    )

    # each department that is asked, until its time is over
    consult = (
        flow.View(no_screen)
        .Annotation(title=pgettext_lazy("step of a case", "Give a view"))
        .Permission(steps.permission_to_work)
        .onCreate(this.hand_out)
        .Next(this.join)
    )

    join = flow.Join().Annotation(title=pgettext_lazy("step of a case", "All have spoken")).Next(this.gather)

    # system
    gather = (
        flow.Function(this.gather_views).Annotation(title=pgettext_lazy("step of a case", "Go on")).Next(this.route)
    )

    # system: a department gets to know
    inform = (
        flow.Function(this.inform_department)
        .Annotation(title=pgettext_lazy("step of a case", "Inform"))
        .Next(this.route)
    )

    # department: says that it got to know
    acknowledge = (
        flow.View(no_screen)
        .Annotation(title=pgettext_lazy("step of a case", "Acknowledge"))
        .Permission(steps.permission_to_work)
        .onCreate(this.hand_out)
        .Next(this.route)
    )

    # the citizen, until her time is over
    wait_for_citizen = (
        flow.View(no_screen)
        .Annotation(title=pgettext_lazy("step of a case", "Wait for the citizen"))
        .Permission(steps.permission_to_work)
        .onCreate(this.hand_out)
        .Next(this.route)
    )

    # system: by mail or on the status page
    reply = flow.Function(this.send_answer).Annotation(title=pgettext_lazy("step of a case", "Reply")).Next(this.route)

    # department: by telephone or letter
    reply_by_hand = (
        flow.View(no_screen)
        .Annotation(title=pgettext_lazy("step of a case", "Reply by telephone or letter"))
        .Permission(steps.permission_to_work)
        .onCreate(this.hand_out)
        .Next(this.route)
    )

    # system
    close = flow.Function(this.close_case).Annotation(title=pgettext_lazy("step of a case", "Close")).Next(this.end)

    end = flow.TerminateEnd()

    def open_case(self, activation, case):
        activation.process.artifact = case
        return activation.process

    def hand_out(self, activation):
        steps.hand_out(activation)

    def gather_views(self, activation):
        steps.gather(activation)

    def inform_department(self, activation):
        steps.inform(activation)

    def send_answer(self, activation):
        steps.send_answer(activation)

    def close_case(self, activation):
        steps.close(activation)
