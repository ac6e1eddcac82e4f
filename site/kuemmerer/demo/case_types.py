"""Lindenfurt's kinds of concerns: brought in as a file of another town would be, released by a second person."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.utils.text import slugify

from cms.accounts.models import User
from cms.catalogue.languages import GERMAN
from cms.catalogue.models import ServicePage
from cms.organisation.models import Department, Partner
from workflows.cases import exchange
from workflows.cases.models import CaseType

from .files import read
from .people import APPROVER

ADMINISTRATOR = "verwaltung@lindenfurt.example.org"
UNITS = {"h": "service_hours", "d": "service_days"}
KEPT = {
    "answered": {"details_days": 30, "text_days": 180},
    "closed": {"details_days": 30, "text_days": 180},
    "withdrawn": {"details_days": 7, "text_days": 30},
}
ASK_BACK = {"remind": "5d", "end": "10d"}
TEXTS = ("name", "title", "label", "help", "spoken")
TIMES = ("due", "remind", "escalate")
FIXED = ("case", "triage", "responsible")
Data = dict[str, object]


def load_case_types() -> None:
    """Make and release what is missing; a type that is there already is left as it is."""
    known = set(CaseType.objects.values_list("slug", flat=True))
    for row in read("case_types")["type"]:
        if row["slug"] not in known:
            load_case_type(row)


def load_case_type(row: Data) -> CaseType:
    """A draft of the administrator's, imported with every check, submitted by her and released by somebody else."""
    partner = Partner.objects.get(slug=row["partner"]) if "partner" in row else None
    parcel = exchange.unpacked(packed(row))
    departments = {key: Department.objects.get(partner=partner, name=name) for key, name in parcel.departments.items()}
    administrator = User.objects.get(email=ADMINISTRATOR)
    case_type = exchange.bring_in(parcel, slug=row["slug"], partner=partner, departments=departments, by=administrator)
    case_type.get_workflow().start(case_type, administrator)
    case_type.current_workflow_task_state.approve(user=User.objects.get(email=APPROVER))
    case_type.refresh_from_db()
    return case_type


def packed(row: Data) -> str:
    """The file that a town which has this type would share."""
    introduction = row["introduction"]
    definition = {
        "schema": 2,
        "name": both(row["name"]),
        "for_whom": row.get("for_whom", ["web", "phone", "counter"]),
        "questions": [question(each) for each in row["question"]],
        "steps": [*(step(each) for each in row["step"]), close()],
        "promise": lasting(row["promise"]),
        "ask_back": {name: lasting(time) for name, time in ASK_BACK.items()},
        "texts": {"introduction": both(introduction)},
        "retention": KEPT,
        "confidential": row.get("confidential", False),
    }
    services = ServicePage.objects.filter(slug__in=row.get("services", []), locale__language_code=GERMAN)
    named = services.select_related("responsibility")
    return json.dumps(
        {
            "format": exchange.FORMAT,
            "schema": exchange.SCHEMA,
            "slug": row["slug"],
            "definition": definition,
            "departments": {slugify(name): name for name in departments_named(row)},
            "services": {page.slug: page.responsibility.name if page.responsibility else "" for page in named},
        }
    )


def question(row: Data) -> Data:
    found = {name: both(value) if name in TEXTS else value for name, value in row.items()}
    if "options" in row:
        found["options"] = [{"value": key, "label": both(words)} for key, *words in row["options"]]
    if "when" in row:
        earlier, answers = row["when"]
        found["when"] = {"question": earlier, "is": answers}
    return found


def step(row: Data) -> Data:
    found = {name: both(value) if name in TEXTS else value for name, value in row.items()}
    found |= {name: lasting(row[name]) for name in TIMES if name in row}
    found.setdefault("key", row["kind"])
    if row.get("falls_to", "case") not in FIXED:
        found["falls_to"] = f"department:{slugify(row['falls_to'])}"
    if "departments" in row:
        found["departments"] = [
            {"falls_to": f"department:{slugify(name)}", "function": "member", "due": lasting(due)}
            for name, due in row["departments"]
        ]
    return found


def close() -> Data:
    return {"key": "close", "kind": "close", "title": both(["Abschließen", "Close"])}


def departments_named(row: Data) -> Iterator[str]:
    for each in row["step"]:
        if each.get("falls_to", "case") not in FIXED:
            yield each["falls_to"]
        yield from (name for name, _due in each.get("departments", []))


def both(words: list[str]) -> dict[str, str]:
    german, english = words
    return {"de": german, "en": english}


def lasting(time: str) -> Data:
    return {"amount": int(time[:-1]), "unit": UNITS[time[-1]]}
