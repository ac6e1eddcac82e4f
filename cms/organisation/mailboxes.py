"""Whose a department's mailbox is: a signed link goes there, and it counts once somebody there has confirmed it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .errors import MailboxLinkEnded
from .models import Department

SALT = "organisation.mailbox"
LINK_LASTS = timedelta(days=14)


def fingerprint(department: Department) -> str:
    """Tells whether a link was made for the mailbox that the department has now, and does not say which that is."""
    return hashlib.sha256(f"{department.pk}:{department.mailbox.lower()}".encode()).hexdigest()[:16]


def confirmation_address(department: Department) -> str:
    """The full address of the page on which the mailbox is confirmed."""
    token = signing.dumps({"department": department.pk, "mailbox": fingerprint(department)}, salt=SALT)
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{reverse('desk:confirm_mailbox', args=[token])}"


def department_of(token: str) -> Department:
    """Whose mailbox a link was sent to. Raises ``MailboxLinkEnded`` once it has ended or the mailbox is another one."""
    try:
        said = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        raise MailboxLinkEnded from None
    department = Department.objects.select_related("partner").filter(pk=said["department"]).first()
    if department is None or not department.mailbox or fingerprint(department) != said["mailbox"]:
        raise MailboxLinkEnded
    return department
