"""What changes from day to day in Lindenfurt: notices for citizens and bulletins for the desk."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cms.catalogue.languages import GERMAN
from cms.catalogue.models import Notice, NoticedService, ServicePage
from cms.organisation.models import Department, Office, Partner
from cms.pages.models import Bulletin

from .files import read


@transaction.atomic
def load_news() -> None:
    """Make the notices and bulletins that are missing; those that have gone since stay gone."""
    data = read("news")
    for row in data["notice"]:
        load_notice(row)
    for row in data["bulletin"]:
        load_bulletin(row)


def load_notice(row: dict) -> None:
    partner = Partner.objects.get(slug=row["partner"])
    if Notice.objects.filter(partner=partner, text=row["text"]).exists():
        return
    notice = Notice(
        partner=partner,
        text=row["text"],
        text_en=row.get("text_en", ""),
        banner=row.get("banner", False),
        **span(row),
    )
    for service in ServicePage.objects.filter(locale__language_code=GERMAN, slug__in=row.get("services", [])):
        notice.noticed_services.add(NoticedService(service=service))
    notice.full_clean()
    notice.save()
    notice.departments.set(Department.objects.filter(partner=partner, name__in=row.get("departments", [])))
    notice.offices.set(Office.objects.filter(department__partner=partner, name__in=row.get("offices", [])))


def load_bulletin(row: dict) -> None:
    if Bulletin.objects.filter(title=row["title"]).exists():
        return
    bulletin = Bulletin(
        title=row["title"],
        text=row["text"],
        important=row.get("important", False),
        with_read_marks=row.get("with_read_marks", True),
        **span(row),
    )
    bulletin.full_clean()
    bulletin.save()
    bulletin.groups.set(Group.objects.filter(name__in=row.get("groups", [])))


def span(row: dict) -> dict[str, datetime]:
    """From the beginning of one day to the end of another, counted from today."""
    return {"starts_at": midnight(row["from"]), "ends_at": midnight(row["until"] + 1)}


def midnight(days: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time.min))
