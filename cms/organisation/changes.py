"""Whether a town hall still looks as it did: a version per host that changes with the commit that changes a page."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.signals import m2m_changed, post_delete, post_save

from cms.prepared import Blank, Prepared

from .change_models import TownHallChange
from .models import Partner
from .partner_path import partner_of

Version = tuple[int, ...]


def bump(partner: Partner | None) -> None:
    """Give the partner's town hall, or with None every one, a new version with the commit of this transaction.

    Receivers of save and delete signals do it for every row citizens see. Who writes past the signals (``update``,
    ``bulk_create``) does it herself.
    """
    TownHallChange.objects.create(partner_id=partner.pk if partner else None)


def bump_for(row: models.Model) -> None:
    """The same for whichever partner the row leads to; a row that all partners share changes them all."""
    bump(partner_of(row))


def watch(*watched: type[models.Model], everywhere: bool = False) -> None:
    """Bump whenever a row of these models is saved or deleted; an app says so once, when it is ready.

    ``everywhere`` is for what other partners' pages show too: who does what they do not do themselves.
    """
    receiver = _something_changed if everywhere else _row_changed
    for model in watched:
        for signal in (post_save, post_delete):
            signal.connect(receiver, sender=model, dispatch_uid=("town hall", model))


def watch_choices(*through: type[models.Model]) -> None:
    """Bump whenever these many-to-many choices of a row change."""
    for model in through:
        m2m_changed.connect(_row_changed, sender=model, dispatch_uid=("town hall", model))


def _something_changed(sender, **kwargs) -> None:
    bump(None)


def _row_changed(sender, instance, **kwargs) -> None:
    try:
        bump_for(instance)
    except ObjectDoesNotExist:  # what it belongs to goes with it
        bump(None)


def versions() -> dict[str, Version]:
    """The version of every town hall by its host name; one query.

    A version is how many changes there were and the last one's number, for all and for the partner. The number alone
    would miss a change that was numbered first and committed last.
    """
    return dict(map(_as_version, _ALL.rows()))


def version_of(partner: Partner) -> tuple[str, Version] | None:
    """The partner's host name with the version of its town hall, None where it has none; one query."""
    return next(map(_as_version, _ONE.rows(partner=partner.pk)), None)


def _of(partners: QuerySet[Partner]) -> QuerySet:
    rows = TownHallChange.objects.order_by().values("partner")
    states = []
    for changes in (rows.filter(partner=None), rows.filter(partner=OuterRef("pk"))):
        for counted in (Count("pk"), Max("pk")):
            states.append(Coalesce(Subquery(changes.annotate(state=counted).values("state")), 0))
    return partners.filter(site__isnull=False).order_by().values_list("site__hostname", *states)


_ALL = Prepared(lambda: _of(Partner.objects.all()))
_ONE = Prepared(lambda: _of(Partner.objects.filter(pk=Blank("partner"))))


def _as_version(row: tuple) -> tuple[str, Version]:
    host, *version = row
    return host.lower(), tuple(version)


def forget_old() -> int:
    """Delete all changes but the last; returns how many.

    Every version changes once more by it, and none can come back: numbers are never given twice.
    """
    last = TownHallChange.objects.create()
    return TownHallChange.objects.filter(pk__lt=last.pk).delete()[0]
