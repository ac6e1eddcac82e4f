"""A small export of two services and two locations, in the format of the big one."""

import json
from pathlib import Path

from django.apps import apps


def service(key="1", **fields):
    return {
        "id": key,
        "name": "Personalausweis beantragen",
        "description": "<p>Den Ausweis gibt es im Bürgerbüro.</p>",
        "meta": {"keywords": "Perso"},
        "locations": [{"location": "10"}],
        "leika": "99082001012000",
        "public": True,
        "links": [],
        "forms": [],
        "fees": "<ul><li>unter 24 Jahren: 22,80 Euro</li></ul>",
    } | fields


def location(key="10", **fields):
    return {
        "id": key,
        "name": "Bürgerbüro (BB-1)",
        "displayName": "Bürgerbüro",
        "organization": "Stadt",
        "organizationUnit": "Ordnungsamt",
        "public": True,
        "address": {"street": "Marktplatz", "house_number": "1", "postal_code": "35999", "city": "Lindenfurt"},
        "geo": {"lat": "50.1", "lon": "8.1"},
        "contact": {"email": "buergerbuero@example.org", "phone": "06421 5550 100"},
    } | fields


def write(folder: Path, services: list, locations: list) -> tuple[Path, Path]:
    paths = folder / "services.json", folder / "locations.json"
    for path, rows in zip(paths, (services, locations), strict=True):
        path.write_text(json.dumps({"data": rows, "meta": {}}), encoding="utf-8")
    return paths


def numbers(tally):
    """The outcomes of a report that are not zero."""
    return {name: value for name, value in tally.items() if isinstance(value, int) and value}


def everything():
    """All rows of all our tables and Wagtail's, to see that nothing has changed."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != "sessions"
    }
