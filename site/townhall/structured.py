"""What a page says to machines in the words of schema.org: services, offices with their hours, the town itself.

Plain dictionaries; ``as_script`` writes them into a page as data, which no policy about scripts concerns.
"""

from __future__ import annotations

import json
from datetime import date, time, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from cms.catalogue.effective import EffectiveService, Fee
from cms.catalogue.languages import active
from cms.organisation.hours import Calendar
from cms.organisation.models import Location, Partner
from cms.organisation.recall import recall

from .glance import WEEKS_AHEAD, OfficeCard

CONTEXT = "https://schema.org"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Inside a script element nothing may look like its end or like the beginning of a comment.
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
KINDS = {
    Partner.Kind.TOWN: "GovernmentOrganization",
    Partner.Kind.DISTRICT: "GovernmentOrganization",
    Partner.Kind.SCHOOL: "EducationalOrganization",
}


def as_script(data: dict) -> SafeString:
    text = json.dumps({"@context": CONTEXT, **without_empty(data)}, ensure_ascii=False)
    for sign, escaped in ESCAPES.items():  # str.translate takes ten times as long
        text = text.replace(sign, escaped)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def without_empty(data: dict) -> dict:
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def of_partner(request: HttpRequest) -> dict:
    partner = request.partner
    return without_empty(
        {
            "@type": KINDS.get(partner.kind, "Organization"),
            "name": partner.name,
            "url": request.build_absolute_uri(reverse("townhall:home")),
            "telephone": partner.phone,
        }
    )


def of_service(request: HttpRequest, service: EffectiveService, cards: list[OfficeCard]) -> dict:
    """The service with its offices as the places where one gets it and what can be done online."""
    counters = [
        without_empty(
            {
                "@type": "ServiceChannel",
                "serviceLocation": known_office(request, card),
                "servicePhone": [{"@type": "ContactPoint", "telephone": phone.number} for phone in card.phones],
            }
        )
        for card in cards
    ]
    online = [
        {"@type": "ServiceChannel", "name": each.name, "serviceUrl": each.url} for each in service.online_services
    ]
    url = request.build_absolute_uri(reverse("townhall:service", args=[service.page.slug]))
    page = {
        "@type": "WebPage",
        "url": url,
        "inLanguage": service.language,
        "dateModified": service.checked_on.isoformat() if service.checked_on else None,
    }
    return {
        "@type": "GovernmentService",
        "name": service.title,
        "alternateName": service.everyday_title,
        "description": service.teaser,
        "url": url,
        "mainEntityOfPage": without_empty(page),
        "provider": of_partner(request),
        "areaServed": {"@type": "AdministrativeArea", "name": service.partner.name},
        "audience": {"@type": "Audience", "audienceType": service.target_group} if service.target_group else None,
        "availableChannel": counters + online,
        "offers": [of_fee(fee) for fee in service.fees if fee.amount is not None],
    }


def of_fee(fee: Fee) -> dict:
    price = {"price": str(fee.amount)}
    if fee.amount_until is not None:
        price = {"minPrice": str(fee.amount), "maxPrice": str(fee.amount_until)}
    specification = {"@type": "PriceSpecification", **price, "priceCurrency": "EUR"}
    return without_empty(
        {"@type": "Offer", "name": fee.label, "description": fee.note, "priceSpecification": specification}
    )


def known_office(request: HttpRequest, card: OfficeCard) -> dict:
    """The same office stands on the pages of many services."""
    key = ("data", request.build_absolute_uri("/"), active(), card.office.pk, timezone.localdate(card.today))
    return recall(key, lambda: of_office(request, card))


def of_office(request: HttpRequest, card: OfficeCard) -> dict:
    office, today = card.office, timezone.localdate(card.today)
    return without_empty(
        {
            "@type": "GovernmentOffice",
            "name": office.name,
            "url": request.build_absolute_uri(reverse("townhall:office", args=[office.slug])),
            "parentOrganization": {"@type": "GovernmentOrganization", "name": office.department.name},
            "address": of_address(office.location),
            "geo": of_place(office.location),
            "email": office.email,
            "telephone": card.phones[0].number if card.phones else "",
            "openingHoursSpecification": weekly(card.hours, today),
            "specialOpeningHoursSpecification": special(card.hours, today),
            "contactPoint": [
                without_empty(
                    {
                        "@type": "ContactPoint",
                        "telephone": phone.number,
                        "contactType": phone.label or "customer service",
                        "hoursAvailable": weekly(phone.hours, today),
                    }
                )
                for phone in card.phones
            ],
        }
    )


def of_location(request: HttpRequest, location: Location) -> dict:
    return {
        "@type": "GovernmentBuilding",
        "name": location.name,
        "url": request.build_absolute_uri(reverse("townhall:location", args=[location.slug])),
        "address": of_address(location),
        "geo": of_place(location),
    }


def of_address(location: Location) -> dict:
    if not (location.street or location.town):
        return {}
    return without_empty(
        {
            "@type": "PostalAddress",
            "streetAddress": location.street,
            "postalCode": location.postcode,
            "addressLocality": location.town,
            "addressCountry": "DE",
        }
    )


def of_place(location: Location) -> dict:
    if location.latitude is None or location.longitude is None:
        return {}
    return {"@type": "GeoCoordinates", "latitude": float(location.latitude), "longitude": float(location.longitude)}


def weekly(hours: Calendar, today: date) -> list[dict]:
    """The usual week, with what holds only from or until a day; what is over says nothing any more."""
    rows = (row for row in hours.weekly if row.valid_until is None or row.valid_until >= today)
    return [
        without_empty(
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"{CONTEXT}/{WEEKDAYS[row.weekday]}",
                "opens": clock(row.opens),
                "closes": clock(row.closes),
                "validFrom": row.valid_from.isoformat() if row.valid_from else None,
                "validThrough": row.valid_until.isoformat() if row.valid_until else None,
            }
        )
        for row in sorted(rows, key=lambda row: (row.weekday, row.opens))
    ]


def special(hours: Calendar, today: date) -> list[dict]:
    """Holidays, closures and other hours of the coming weeks; closed is said as open from midnight to midnight."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": day.date.isoformat(),
            "validThrough": day.date.isoformat(),
            "opens": clock(opens),
            "closes": clock(closes),
        }
        for day in hours.special_days(today, today + timedelta(weeks=WEEKS_AHEAD))
        for opens, closes in day.times or [(time(), time())]
    ]


def clock(value: time) -> str:
    return f"{value:%H:%M}"
