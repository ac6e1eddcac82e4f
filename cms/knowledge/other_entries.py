"""Builds the entries of everything that is no service: subjects, places, pages of free text, colleagues, bulletins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from cms.catalogue.languages import GERMAN, written_in
from cms.catalogue.models import LifeSituation, Topic, partner_above
from cms.organisation.models import Colleague, Department, Location, Office, Partner
from cms.pages.models import Bulletin, EditorialPage

from .entries import Display, Draft, joined, plain
from .models import Audience
from .records import Text

LONGEST_TEASER = 250

# What people say when they want a number, an hour or the way and not a service.
PHONE_WORDS = "Telefon Telefonnummer Rufnummer Nummer anrufen"
EMAIL_WORDS = "E-Mail Mail E-Mail-Adresse"
HOURS_WORDS = "Öffnungszeiten Sprechzeiten geöffnet Kontakt"
ADDRESS_WORDS = "Adresse Anschrift"


def of_topic(topic: Topic) -> list[Draft]:
    """For every partner; whether it offers something under it the search asks when somebody looks for it."""
    return for_both(Text(topic.name), Display(topic.slug, topic.name, "", ""), every_partner())


def of_life_situation(situation: LifeSituation) -> list[Draft]:
    text = Text(situation.name, body=situation.teaser)
    return for_both(text, Display(situation.slug, situation.name, "", situation.teaser), every_partner())


def of_department(department: Department) -> list[Draft]:
    offices = list(department.offices.order_by("name").prefetch_related("contact_points"))
    phones = [point.phone for office in offices for point in office.contact_points.all()]
    text = Text(
        department.name,
        body=joined(department.description, *(office.name for office in offices)),
        documents=joined(
            said(PHONE_WORDS, *phones), said(EMAIL_WORDS, department.mailbox), HOURS_WORDS if offices else ""
        ),
    )
    teaser = shortened(department.description) or reached(*phones[:1])
    display = Display(department.slug, department.name, "", teaser)
    return for_both(text, display, [department.partner_id], ends_at=beginning_of(department.ended_on))


def of_office(office: Office) -> list[Draft]:
    """Also by what it is responsible for: people know what they want sooner than where it is done."""
    points = list(office.contact_points.all())
    responsibilities = office.mappings.order_by("responsibility__name").values_list("responsibility__name", flat=True)
    text = Text(
        office.name,
        keywords="" if office.department.name == office.name else office.department.name,
        body=joined(
            office.location.name,
            address(office.location),
            office.directions,
            *dict.fromkeys(responsibilities),
            *(point.label for point in points),
        ),
        documents=joined(
            said(PHONE_WORDS, *(point.phone for point in points)),
            said(EMAIL_WORDS, office.email),
            HOURS_WORDS,
            ADDRESS_WORDS,
        ),
    )
    teaser = " · ".join(filter(None, (reached(*(point.phone for point in points[:1])), address(office.location))))
    display = Display(office.slug, office.name, "", shortened(teaser))
    return for_both(text, display, [office.partner_id], ends_at=beginning_of(office.department.ended_on))


def of_location(location: Location) -> list[Draft]:
    offices = location.offices.order_by("name").values_list("name", flat=True)
    text = Text(location.name, body=joined(address(location), *offices), documents=ADDRESS_WORDS)
    display = Display(location.slug, location.name, "", shortened(address(location)))
    return for_both(text, display, [location.partner_id])


def readable_pages() -> QuerySet[EditorialPage]:
    """The German pages of free text that everybody may read."""
    return written_in(EditorialPage.objects.live().public(), GERMAN)


def of_page(page: EditorialPage) -> list[Draft]:
    """For the partner in whose town hall it stands."""
    partner = partner_above(page)
    if partner is None:
        return []
    body = plain(page.body)
    text = Text(page.title, body=joined(page.search_description, body))
    teaser = shortened(" ".join((page.search_description or body).split()))
    return for_both(text, Display(page.slug, page.title, "", teaser), [partner.pk])


def of_colleague(colleague: Colleague) -> list[Draft]:
    """For agents alone, and never in a sentence model."""
    department = colleague.department
    text = Text(
        colleague.name,
        keywords=colleague.tasks,
        body=joined(department.name, colleague.room),
        documents=joined(said(PHONE_WORDS, colleague.phone), said(EMAIL_WORDS, colleague.email)),
    )
    where = (reached(colleague.phone) or colleague.email, department.name, colleague.tasks)
    display = Display("", colleague.name, "", shortened(" · ".join(filter(None, where))))
    ends_at = beginning_of(department.ended_on)
    return [for_agents(text, display, [department.partner_id], ends_at=ends_at)]


def of_bulletin(bulletin: Bulletin) -> list[Draft]:
    """For agents alone, whoever calls; for which of them the search asks when one of them looks for it."""
    text = Text(bulletin.title, body=bulletin.text)
    display = Display("", bulletin.title, "", shortened(" ".join(bulletin.text.split())))
    times = {"starts_at": bulletin.starts_at, "ends_at": bulletin.ends_at}
    return [for_agents(text, display, every_partner(), **times)]


def for_both(text: Text, display: Display, partners: Iterable[int], ends_at: datetime | None = None) -> list[Draft]:
    """The same for citizens and agents."""
    having = dict.fromkeys(partners, True)
    return [Draft(audience, text, display, having, ends_at=ends_at) for audience in Audience] if having else []


def for_agents(text: Text, display: Display, partners: Iterable[int], **times: datetime | None) -> Draft:
    return Draft(Audience.AGENT, text, display, dict.fromkeys(partners, True), for_sentences=False, **times)


def every_partner() -> list[int]:
    return list(Partner.objects.order_by("pk").values_list("pk", flat=True))


def address(location: Location) -> str:
    return ", ".join(filter(None, (location.street, f"{location.postcode} {location.town}".strip())))


def reached(*phones: str) -> str:
    """How a list of hits names a number; the index is German."""
    return f"Telefon {phones[0]}" if phones and phones[0] else ""


def said(words: str, *values: str) -> str:
    """Values with what people call them; nothing where there are none."""
    return joined(words, *values) if any(values) else ""


def shortened(text: str) -> str:
    """As much as a list of hits shows, ending with a whole word."""
    return text if len(text) <= LONGEST_TEASER else text[: LONGEST_TEASER - 2].rsplit(" ", 1)[0] + " …"


def beginning_of(day: date | None) -> datetime | None:
    """The moment from which on something has ended."""
    return timezone.make_aware(datetime.combine(day, time())) if day else None
