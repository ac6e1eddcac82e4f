"""Questions about bulletins: chainable, without a request and without a clock of their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from cms.accounts.models import User


class BulletinQuerySet(models.QuerySet):
    def showing(self, at: datetime) -> BulletinQuerySet:
        """Those that have begun and not ended."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def for_user(self, user: User) -> BulletinQuerySet:
        """Those for everybody and those for one of this person's groups."""
        groups = user.groups.values("pk")
        here = self.model._default_manager.filter(Q(groups__isnull=True) | Q(groups__in=groups))
        return self.filter(pk__in=here.values("pk"))

    def unread_by(self, user: User) -> BulletinQuerySet:
        """Those this person has not marked as read; one without read marks is never unread."""
        return self.filter(with_read_marks=True).exclude(read_marks__user=user)
