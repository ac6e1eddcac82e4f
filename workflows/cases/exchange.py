"""Case types as files that towns share: departments by name, services by short name, nothing of a town's own.

Importing makes a draft. What the file says is checked like a release, and what this town must map is named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cms.accounts.models import User
from cms.audit.actions import record
from cms.audit.models import Actor
from cms.catalogue.models import ServicePage
from cms.organisation.models import Department, Partner, ResponsibilityMapping

from .errors import DefinitionFault, FileRefused
from .release_checks import faults_of, faults_of_data
from .shaping import definition_of, fields_of
from .type_models import CaseType, ServiceOfCaseType

FORMAT = "kuemmerer-case-type"
SCHEMA = 1
LARGEST_FILE = 512 * 1024
PARTS = {"format", "schema", "slug", "definition", "departments", "services"}
SLUG = re.compile(r"[-a-z0-9_]{1,50}")


@dataclass(frozen=True)
class Parcel:
    """What a file brings: a definition that names departments by keys of its own, and the services it was made for."""

    slug: str
    definition: dict
    departments: Mapping[str, str]
    services: Mapping[str, str]


@dataclass(frozen=True)
class ToMap:
    """What this town must map before the type can be released here."""

    services: list[str]
    responsibilities: list[str]


# ── out ──


def packed(case_type: CaseType) -> str:
    """The newest draft of a case type as the text of a file."""
    data = deepcopy(definition_of(case_type))
    names = {row.pk: row.name for row in Department.objects.filter(pk__in=_keys(data))}
    keys = _keys_of_names(names)
    for named in _naming(data):
        number = named["falls_to"].partition(":")[2]
        named["falls_to"] = f"department:{keys.get(int(number), number) if number.isdecimal() else number}"
    services = [row.service for row in case_type.of_services.all()]
    parcel = {
        "format": FORMAT,
        "schema": SCHEMA,
        "slug": case_type.slug,
        "definition": data,
        "departments": {keys[number]: name for number, name in names.items()},
        "services": {
            service.slug: service.responsibility.name if service.responsibility else "" for service in services
        },
    }
    return json.dumps(parcel, ensure_ascii=False, indent=2) + "\n"


def _naming(data: Mapping) -> Iterable[dict]:
    """Every part of a definition that names a department."""
    for step in data.get("steps", []):
        asked = step.get("departments", [])
        rows = asked if isinstance(asked, list) else []
        for named in (step, *(row for row in rows if isinstance(row, dict))):
            if str(named.get("falls_to", "")).startswith("department:"):
                yield named


def _keys(data: Mapping) -> list[int]:
    numbers = [named["falls_to"].partition(":")[2] for named in _naming(data)]
    return [int(number) for number in numbers if number.isdecimal()]


def _keys_of_names(names: Mapping[int, str]) -> dict[int, str]:
    """A readable key for each department; two of the same name stay two."""
    found: dict[int, str] = {}
    for number, name in sorted(names.items()):
        key = slugify(name) or "amt"
        while key in found.values() or key.isdecimal():
            key += "-2"
        found[number] = key
    return found


# ── in ──


def unpacked(text: str) -> Parcel:
    """Read a file; raises ``FileRefused`` with everything that is wrong with it."""
    try:
        data = json.loads(text)
    except ValueError as broken:
        raise FileRefused([("", _("This is no JSON file."))]) from broken
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise FileRefused([("format", _("This file holds no case type."))])
    faults: list[tuple[str, str]] = []
    if data.get("schema") != SCHEMA:
        faults.append(("schema", _("This file comes from a newer version of Kümmerer.")))
    faults += [(name, _("This is not part of the file.")) for name in sorted(set(data) - PARTS)]
    if not isinstance(data.get("slug"), str) or not SLUG.fullmatch(data["slug"]):
        faults.append(("slug", _("Small letters, digits and hyphens.")))
    for name in ("departments", "services"):
        named = data.get(name, {})
        if not isinstance(named, dict) or not all(isinstance(each, str) for each in named.values()):
            faults.append((name, _("Give one name per key.")))
            data[name] = {}
    definition = data.get("definition")
    faults += [
        (f"definition.{place}", sentence) for place, sentence in _faults(definition, data.get("departments", {}))
    ]
    if faults:
        raise FileRefused(faults)
    return Parcel(data["slug"], definition, data.get("departments", {}), data.get("services", {}))


def _faults(definition: object, departments: Mapping[str, str]) -> list[tuple[str, str]]:
    """As a release would find them; departments of the file stand for some of this town."""
    if not isinstance(definition, dict) or not isinstance(definition.get("steps"), list):
        return faults_of_data(definition if isinstance(definition, dict) else {})
    if not all(isinstance(step, dict) for step in definition["steps"]):
        return faults_of_data(definition)
    unknown = [
        ("steps", _("The department “%(key)s” is not named in the file.") % {"key": key})
        for key in sorted(set(_named(definition)) - set(departments))
    ]
    placed = mapped(definition, dict.fromkeys([*departments, *_named(definition)], 1))
    same_twice = _("This department is asked already.")  # all of them are one department here
    asked = definition.get("ask_back")
    units = {part.get("unit") for part in asked.values() if isinstance(part, dict)} if isinstance(asked, dict) else ()
    if len(units) > 1:
        unknown.append(("ask_back", _("Reminder and end are counted in the same unit.")))
    return [*unknown, *(fault for fault in faults_of_data(placed) if fault[1] != same_twice)]


def _named(definition: Mapping) -> list[str]:
    return [named["falls_to"].partition(":")[2] for named in _naming(definition)]


def mapped(definition: Mapping, departments: Mapping[str, int]) -> dict:
    """The definition with this town's departments in the place of those of the file."""
    data = deepcopy(dict(definition))
    for named in _naming(data):
        key = named["falls_to"].partition(":")[2]
        named["falls_to"] = f"department:{departments.get(key, '')}"
    return data


def to_map(parcel: Parcel, partner: Partner | None) -> ToMap:
    """The services that are unknown here, and the responsibilities that lead to no office."""
    known = ServicePage.objects.filter(slug__in=parcel.services).select_related("responsibility")
    names = {name for name in parcel.services.values() if name}
    names |= {service.responsibility.name for service in known if service.responsibility}
    mappings = ResponsibilityMapping.objects.filter(responsibility__name__in=names)
    if partner is not None:
        mappings = mappings.filter(partner=partner)
    return ToMap(
        services=sorted(set(parcel.services) - {service.slug for service in known}),
        responsibilities=sorted(names - set(mappings.values_list("responsibility__name", flat=True))),
    )


@transaction.atomic
def bring_in(
    parcel: Parcel, *, slug: str, partner: Partner | None, departments: Mapping[str, Department], by: User
) -> CaseType:
    """Make a draft of what a file brings; raises ``DefinitionFault`` with everything a release would refuse."""
    definition = mapped(parcel.definition, {key: row.pk for key, row in departments.items()})
    if faults := faults_of_data(definition):
        raise DefinitionFault(faults)
    case_type = CaseType(slug=slug, partner=partner, live=False, **fields_of(definition))
    services = ServicePage.objects.filter(slug__in=parcel.services, live=True)
    case_type.of_services = [
        ServiceOfCaseType(service=service) for service in services if not getattr(service, "is_translation", False)
    ]
    if faults := faults_of(case_type):
        raise DefinitionFault(faults)
    case_type.save()
    case_type.save_revision(user=by)
    record("casetype_imported", case_type, by=Actor.person(by))
    return case_type
