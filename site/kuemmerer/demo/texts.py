"""Lindenfurt's own words: text modules of its departments, and letters that a partner writes to citizens in its way."""

from __future__ import annotations

from cms.organisation.models import Department, Partner
from workflows.cases.models import TextModule
from workflows.citizens.models import LetterText

from .files import read

Data = dict[str, str]


def load_texts() -> None:
    """Make what is missing; what exists already is left as it is."""
    data = read("texts")
    partners = {partner.slug: partner for partner in Partner.objects.all()}
    for row in data["module"]:
        load_module(partners[row.pop("partner")], row)
    for row in data["letter"]:
        load_letter(partners[row.pop("partner")], row)


def load_module(partner: Partner, data: Data) -> None:
    department = data.pop("department", None)
    named = {"partner": partner, "title": data.pop("title")}
    if TextModule.objects.filter(**named).exists():
        return
    if department is not None:
        named["department"] = Department.objects.get(partner=partner, name=department)
    module = TextModule(**named, **data)
    module.full_clean()
    module.save()


def load_letter(partner: Partner, data: Data) -> None:
    named = {"partner": partner, "letter": data.pop("letter"), "language": data.pop("language")}
    if LetterText.objects.filter(**named).exists():
        return
    letter = LetterText(**named, **data)
    letter.full_clean()
    letter.save()
