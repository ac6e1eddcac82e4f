"""Links for departments without seats: signed, for one case and one mailbox, ending by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from cms.organisation.mailboxes import fingerprint
from cms.organisation.models import Department

from .errors import LinkBroken
from .models import Case

SALT = "cases.by_mail"
LINK_LASTS = timedelta(days=14)


@dataclass(frozen=True)
class Link:
    """What a link says; who holds it reads the mailbox to which it was sent."""

    case: Case
    department: Department
    has_ended: bool


def address_of(case: Case, department: Department) -> str:
    """The full address of the page of this one case, for whoever reads the department's mailbox."""
    said = {"case": case.pk, "department": department.pk, "mailbox": fingerprint(department)}
    path = reverse("desk:by_mail", args=[signing.dumps(said, salt=SALT)])
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"


def read(token: str) -> Link:
    """What a link leads to, also after its end.

    Raises ``LinkBroken`` for one that we did not make, for a mailbox that the department has no more, and once the
    department works at the desk.
    """
    try:
        said, has_ended = signing.loads(token, salt=SALT, max_age=LINK_LASTS), False
    except signing.SignatureExpired:
        said, has_ended = signing.loads(token, salt=SALT), True
    except signing.BadSignature:
        raise LinkBroken from None
    department = Department.objects.select_related("partner__triage_department").filter(pk=said["department"]).first()
    case = Case.objects.with_what_is_shown().filter(pk=said["case"]).first()
    if case is None or department is None or fingerprint(department) != said["mailbox"]:
        raise LinkBroken
    if not department.works_by_mail or case.is_confidential:
        raise LinkBroken
    return Link(case, department, has_ended)
