"""A process that releases a service with a new title and is killed in the moment of the commit.

dying_editor.py PAGE TITLE            releases and dies
dying_editor.py PAGE TITLE silently   the same without a new version of the town halls, to prove that the test can fail
"""

import os
import signal
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402

from cms.catalogue.models import ServicePage  # noqa: E402
from cms.organisation import changes  # noqa: E402


def release(page: str, title: str, *how: str) -> None:
    if how:
        changes.bump = lambda partner: None
    service = ServicePage.objects.get(pk=page)
    service.title = title
    with transaction.atomic():
        service.save_revision().publish(skip_permission_checks=True)
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))


if __name__ == "__main__":
    release(*sys.argv[1:])
