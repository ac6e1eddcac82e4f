"""What hours are called, and the names of public holidays, in the language of whoever reads."""

from datetime import date, time
from functools import lru_cache

import holidays
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext

# kind: (during, outside on a day with hours, a day without any)
KINDS = {
    "service": (
        gettext_lazy("service hours %(opens)s–%(closes)s"),
        gettext_lazy("outside service hours"),
        gettext_lazy("no service hours"),
    ),
    "visiting": (
        gettext_lazy("open %(opens)s–%(closes)s"),
        gettext_lazy("outside opening hours"),
        gettext_lazy("no opening hours"),
    ),
    "telephone": (
        gettext_lazy("telephone hours %(opens)s–%(closes)s"),
        gettext_lazy("outside telephone hours"),
        gettext_lazy("no telephone hours"),
    ),
}


def on(day: date, text: str) -> str:
    """“Sa 21.11.: keine Servicezeit”."""
    return gettext("%(day)s: %(text)s") % {"day": _short(day, get_language()), "text": text}


@lru_cache(maxsize=4096)
def _short(day: date, language: str | None) -> str:
    """Asked for with every stretch of a promise, and dearer than the sum."""
    return date_format(day, pgettext("format of a short date with weekday", "D j M"))


def during(kind: str, opens: time, closes: time, note: str) -> str:
    text = KINDS[kind][0] % {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
    return f"{text} ({note})" if note else text


def outside(kind: str) -> str:
    return str(KINDS[kind][1])


def none(kind: str) -> str:
    return str(KINDS[kind][2])


def closed() -> str:
    return gettext("closed")


def holiday(land: str, day: date) -> str:
    """The name of the public holiday in the whole Land, or "".

    Christmas Eve and New Year's Eve are none, nor is what only some municipalities of a Land keep (Mariä Himmelfahrt in
    Bavaria, the peace festival in Augsburg): those are exceptions to be entered.
    """
    if not land:
        return ""
    language = "de" if (get_language() or "de").startswith("de") else "en_US"
    return _public_holidays(land, day.year, language).get(day, "")


@lru_cache(maxsize=512)
def _public_holidays(land: str, year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays("DE", subdiv=land, years=year, language=language))
