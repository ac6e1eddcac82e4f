"""Offices of a partner: where they are, when somebody is there, and whether somebody is there now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import addresses, parameters
from api.reading import ReadingList, ReadingOne
from cms.organisation.hours import Day, Hours
from cms.organisation.models import ContactPoint, Office

from .departments import standing_departments
from .references import Reference, reference

DAYS = 7


class LocationSerializer(serializers.Serializer):
    """A building."""

    slug = serializers.CharField()
    name = serializers.CharField()
    street = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)


@extend_schema_field({"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$", "example": "08:00"})
class ClockField(serializers.TimeField):
    """What the clock on the wall shows, “08:00”."""

    def __init__(self, **options):
        super().__init__(format="%H:%M", **options)


class SpanSerializer(serializers.Serializer):
    """From one time of the day up to another; an end before the start lies on the next day."""

    opens = ClockField()
    closes = ClockField()


class DaySerializer(serializers.Serializer):
    """One date with everything that holds on it: public holidays, exceptions and closures."""

    date = serializers.DateField()
    spans = SpanSerializer(many=True)
    note = serializers.CharField(help_text="What is special about this day, in the language asked for.")


class OpeningSerializer(serializers.Serializer):
    """Whether somebody is there at the moment of the answer, and the next seven days."""

    is_known = serializers.BooleanField(help_text="False if no hours have been entered; then ask.")
    open_now = serializers.BooleanField()
    closes_at = serializers.DateTimeField(allow_null=True, help_text="Until when, if it is open now.")
    opens_at = serializers.DateTimeField(allow_null=True, help_text="The next time, if it is closed now.")
    days = DaySerializer(many=True)


class PhoneSerializer(serializers.Serializer):
    """A telephone number with its own hours."""

    label = serializers.CharField()
    number = serializers.CharField()
    hours = OpeningSerializer()


@dataclass(frozen=True)
class Opening:
    """What ``OpeningSerializer`` says."""

    is_known: bool
    open_now: bool
    closes_at: datetime | None
    opens_at: datetime | None
    days: list[dict]


def opening(hours: Hours, now: datetime) -> Opening:
    """The calendar of an office or a telephone as it is now."""
    open_now = hours.is_open(now)
    return Opening(
        is_known=hours.is_known,
        open_now=open_now,
        closes_at=hours.closes_at(now) if open_now else None,
        opens_at=None if open_now else hours.next_opening(now),
        days=[_day(day) for day in coming_days(hours, timezone.localdate(now))],
    )


def coming_days(hours: Hours, today: date) -> list[Day]:
    """Seven days from today on; a table of hours runs from Monday to Sunday, so they lie in two of them."""
    both = [*hours.week(today), *hours.week(today + timedelta(days=DAYS))]
    return [day for day in both if today <= day.date < today + timedelta(days=DAYS)]


def _day(day: Day) -> dict:
    return {
        "date": day.date,
        "spans": [{"opens": opens, "closes": closes} for opens, closes in day.times],
        "note": day.note,
    }


def openings(offices: Iterable[Office], now: datetime) -> dict[Office | ContactPoint, Opening]:
    """Of the offices and all their telephones, in eight queries however many they are."""
    offices = list(offices)
    telephones = [contact for office in offices for contact in office.contact_points.all()]
    return {owner: opening(hours, now) for owner, hours in Hours.of_all([*offices, *telephones]).items()}


class OfficeSerializer(serializers.Serializer):
    """A department at a location.

    The context holds the ``partner`` and the ``openings`` of the offices and their telephones.
    """

    slug = serializers.CharField()
    name = serializers.CharField()
    department = serializers.SerializerMethodField()
    location = LocationSerializer()
    directions = serializers.CharField()
    email = serializers.CharField()
    phones = serializers.SerializerMethodField()
    hours = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text="Its address in this API.")
    html_url = serializers.SerializerMethodField(help_text="Its page in the town hall.")

    def refer(self, kind: str, slug: str, name: str) -> dict:
        return reference(kind, slug, name, self.context["partner"], self.context["request"])

    @extend_schema_field(Reference)
    def get_department(self, office: Office) -> dict:
        return self.refer("department", office.department.slug, office.department.name)

    @extend_schema_field(PhoneSerializer(many=True))
    def get_phones(self, office: Office) -> list[dict]:
        return [
            {
                "label": contact.label,
                "number": contact.phone,
                "hours": OpeningSerializer(self.context["openings"][contact]).data,
            }
            for contact in office.contact_points.all()
        ]

    @extend_schema_field(OpeningSerializer)
    def get_hours(self, office: Office) -> dict:
        return OpeningSerializer(self.context["openings"][office]).data

    @extend_schema_field(serializers.URLField)
    def get_url(self, office: Office) -> str:
        return self.refer("office", office.slug, office.name)["url"]

    @extend_schema_field(serializers.URLField)
    def get_html_url(self, office: Office) -> str:
        return addresses.of_town_hall(
            self.context["partner"], self.context["request"], f"/dienststellen/{office.slug}/"
        )


class OfficeQuery(parameters.Query):
    partner = parameters.PartnerField()


class OfficesQuery(parameters.ListQuery, OfficeQuery):
    department = serializers.SlugField(
        max_length=parameters.LONGEST_SLUG, required=False, help_text="Short name of a department of this partner."
    )

    def validate(self, attrs: dict) -> dict:
        """Two partners may have departments of the same short name."""
        if slug := attrs.get("department"):
            attrs["department"] = standing_departments(attrs["partner"]).filter(slug=slug).first()
            if attrs["department"] is None:
                raise serializers.ValidationError(
                    {"department": [_("This partner has no department of this short name.")]}
                )
        return attrs


class Offices:
    """Those of the partner asked for whose department has not ended, with their hours at this moment."""

    serializer_class = OfficeSerializer

    def get_queryset(self) -> QuerySet[Office]:
        partner = self.query["partner"]
        offices = Office.objects.filter(partner=partner, department__in=standing_departments(partner))
        return offices.select_related("department", "location").prefetch_related("contact_points")

    def get_serializer_context(self) -> dict:
        return {**super().get_serializer_context(), "openings": getattr(self, "openings", {})}


class OfficeList(Offices, ReadingList):
    """The offices of a partner with their hours, by name."""

    query_class = OfficesQuery
    list_name = "offices"
    ordering = ("name", "pk")

    def get_queryset(self) -> QuerySet[Office]:
        offices = super().get_queryset()
        if department := self.query.get("department"):
            offices = offices.filter(department=department)
        return offices

    def paginate_queryset(self, queryset: QuerySet[Office]) -> list[Office]:
        offices = super().paginate_queryset(queryset)
        self.openings = openings(offices, timezone.now())
        return offices


class OfficeDetail(Offices, ReadingOne):
    """One office of a partner with its hours."""

    query_class = OfficeQuery

    def get_object(self) -> Office:
        office = super().get_object()
        self.openings = openings([office], timezone.now())
        return office
