"""A process that works on cases and dies: killed by itself inside a step, or by the test at any moment.

dying_clerk.py inside NAME ITEM PERSON     dies right after the step's function of that name has run
dying_clerk.py on PARTNER SERVICE ASKER CHECKER     opens, answers and approves case after case until it is killed
"""

import os
import signal
import sys

import django

django.setup()

from cms.accounts.models import User  # noqa: E402
from cms.audit.models import Actor  # noqa: E402
from cms.catalogue.models import ServicePage  # noqa: E402
from cms.organisation.models import Partner  # noqa: E402
from workflows.cases import actions, steps  # noqa: E402
from workflows.cases.actions import DetailsInput  # noqa: E402
from workflows.cases.models import CaseType, WorkItem  # noqa: E402


def die_inside(name: str, item: str, person: str) -> None:
    whole = getattr(steps, name)

    def and_die(*args, **options):
        whole(*args, **options)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(steps, name, and_die)
    found, by = WorkItem.objects.get(pk=item), User.objects.get(pk=person)
    if found.step == "answer":
        actions.answer(found, text="Ja.", by=by)
    else:
        actions.approve(found, by=by)


def work_on(partner: str, service: str, writer: str, checker: str) -> None:
    town, page = Partner.objects.get(pk=partner), ServicePage.objects.get(pk=service)
    karl, paula = User.objects.get(pk=writer), User.objects.get(pk=checker)
    case_type = CaseType.objects.get(slug="frage-an-das-amt")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        case = actions.open_case(
            case_type=case_type,
            partner=town,
            service=page,
            concern="Darf ich?",
            channel="web",
            reply_channel="email",
            details=DetailsInput(email="erika@example.org"),
            by=Actor.citizen(),
        ).case
        actions.answer(WorkItem.objects.open().get(case=case), text="Ja.", by=karl)
        actions.approve(WorkItem.objects.open().get(case=case), by=paula)


if __name__ == "__main__":
    {"inside": die_inside, "on": work_on}[sys.argv[1]](*sys.argv[2:])
