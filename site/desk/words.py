"""Dates, amounts and numbers as a clerk says them."""

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext, pgettext

from cms.catalogue.effective import Fee
from cms.organisation.models import Office, Partner


def spoken(moment: datetime) -> str:
    """“Dienstag, 24. November, 14:00 Uhr”: to be read aloud."""
    # Translators: weekday, day, month, time, in Django's date format; letters of words are escaped
    return date_format(timezone.localtime(moment), pgettext("date", "l, j F, H:i"))


def short(moment: datetime) -> str:
    """“Di 24.11. 14:00”: one column of a list."""
    # Translators: short weekday, day and month, time, in Django's date format
    return date_format(timezone.localtime(moment), pgettext("date", "D d/m H:i"))


def day(value: date) -> str:
    """“3. November 2026”."""
    # Translators: day, month, year, in Django's date format
    return date_format(value, pgettext("date", "j F Y"))


def ago(then: date, today: date) -> str:
    """“heute”, “gestern”, “vor 26 Tagen”, “vor 3 Monaten”, “vor 2 Jahren”: how old something is, roughly."""
    days = (today - then).days
    if days < 1:
        return pgettext("ago", "today")
    if days == 1:
        return pgettext("ago", "yesterday")
    if days < 61:
        return ngettext("%(number)d day ago", "%(number)d days ago", days) % {"number": days}
    months = days * 12 // 365
    if months < 24:
        return ngettext("%(number)d month ago", "%(number)d months ago", months) % {"number": months}
    years = days // 365
    return ngettext("%(number)d year ago", "%(number)d years ago", years) % {"number": years}


def clock(moment: datetime) -> str:
    """“14:00 Uhr”."""
    # Translators: time of day, in Django's date format
    return date_format(timezone.localtime(moment), pgettext("date", "H:i"))


def weekday_and_clock(moment: datetime, now: datetime) -> str:
    """“14:00 Uhr” today, “Montag, 8:00 Uhr” within the week, with the date after that."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    if local.date() == today:
        return clock(moment)
    if (local.date() - today).days < 7:
        # Translators: weekday and time, in Django's date format
        return date_format(local, pgettext("date", "l, H:i"))
    return spoken(moment)


def euros(amount: Decimal) -> str:
    """“37,00 €”, and a word for nothing."""
    if not amount:
        return gettext("free of charge")
    return f"{number_format(amount, 2, force_grouping=True)} €"


def price(fee: Fee) -> str:
    """“37,00 €”, “10,00 € bis 250,00 €”, and nothing where the note says what it costs."""
    if fee.amount is None:
        return ""
    if fee.amount_until is None:
        return euros(fee.amount)
    # Translators: a range of amounts
    return pgettext("euros", "%(lowest)s € to %(highest)s €") % {
        "lowest": number_format(fee.amount, 2, force_grouping=True),
        "highest": number_format(fee.amount_until, 2, force_grouping=True),
    }


def dial(number: str) -> str:
    """What a telephone dials for a printed number: “(069) 12 34-5” becomes “069123-45” without the ornament."""
    digits = re.sub(r"\(0\)", "", number)
    digits = re.sub(r"[^\d+]", "", digits)
    return re.sub(r"^00", "+", digits)


def how_many(number: int) -> str:
    """“3 Treffer”."""
    return ngettext("%(number)d result", "%(number)d results", number) % {"number": number}


def promise_sentence(due_at: datetime) -> str:
    """The sentence an agent says before she forwards."""
    return gettext("You will have an answer by %(moment)s.") % {"moment": spoken(due_at)}


def turn_to(whom: Partner | Office) -> str:
    """The sentence an agent says where nothing is forwarded: whom to turn to, and how."""
    if isinstance(whom, Office):
        number = next((point.phone for point in whom.contact_points.all()), "")
        place = ", ".join(filter(None, (whom.location.name, whom.location.street, whom.location.town)))
    else:
        number, place = whom.phone, ""
    if number:
        return gettext("Please turn directly to %(whom)s. The number is %(number)s.") % {"whom": whom, "number": number}
    if place:
        return gettext("Please turn directly to %(whom)s: %(place)s.") % {"whom": whom, "place": place}
    return gettext("Please turn directly to %(whom)s.") % {"whom": whom}


def reason_lines(reasons: list[dict]) -> list[dict[str, str | bool]]:
    """Why a promise falls on its moment: each stretch with its times, whether the clock ran, and why."""
    return [
        {
            "when": _stretch(datetime.fromisoformat(reason["from"]), datetime.fromisoformat(reason["until"])),
            "counts": reason["counts"],
            "how_long": duration(reason["minutes"]) if reason["counts"] else "",
            "why": reason["reason"],
        }
        for reason in reasons
    ]


def duration(minutes: int) -> str:
    """“9 Std. 30 Min.”"""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(gettext("%(hours)d h") % {"hours": hours})
    if rest or not hours:
        parts.append(gettext("%(minutes)d min") % {"minutes": rest})
    return " ".join(parts)


def _stretch(start: datetime, end: datetime) -> str:
    start, end = timezone.localtime(start), timezone.localtime(end)
    until = f"{end:%H:%M}" if start.date() == end.date() else short(end)
    return f"{short(start)} – {until}"
