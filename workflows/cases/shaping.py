"""Between the editor of a case type and its definition: what was put together as data, and data as fields again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .questions import SAY_ONLY
from .type_models import CaseType

CHANNELS = {"web": "by_web", "phone": "by_phone", "counter": "by_counter"}
RETENTION = {
    "answered": ("details_days", "text_days"),
    "closed": ("closed_details_days", "closed_text_days"),
    "withdrawn": ("withdrawn_details_days", "withdrawn_text_days"),
}
ASK_BACK = {"remind": "ask_back_remind", "end": "ask_back_end"}
DAYS = ("details_days", "text_days")
TIMES = ("due", "remind", "escalate")
Data = dict[str, object]


def definition_of(case_type: CaseType) -> Data:
    """The definition that a release of this row or draft would freeze."""
    texts = {}
    if case_type.introduction or case_type.introduction_en:
        texts["introduction"] = both(case_type.introduction, case_type.introduction_en)
    return {
        "schema": 2,
        "name": both(case_type.name, case_type.name_en),
        "for_whom": [channel for channel, field in CHANNELS.items() if getattr(case_type, field)],
        "questions": [_question(block.block_type, block.value) for block in case_type.questions],
        "steps": [_step(block.block_type, block.value) for block in case_type.steps],
        "promise": {"amount": case_type.promise_amount, "unit": case_type.promise_unit},
        "ask_back": {
            name: {"amount": getattr(case_type, field), "unit": case_type.ask_back_unit}
            for name, field in ASK_BACK.items()
        },
        "texts": texts,
        "retention": {
            outcome: {name: getattr(case_type, field) for name, field in zip(DAYS, fields, strict=True)}
            for outcome, fields in RETENTION.items()
        },
        "confidential": case_type.is_confidential,
    }


def both(german: str, english: str) -> dict[str, str]:
    return {"de": german or "", "en": english or ""}


def _question(kind: str, value: Mapping) -> Data:
    found: Data = {"key": value["key"] or "", "kind": kind, "label": both(value["label"], value["label_en"])}
    for name in ("help", "spoken"):
        if value.get(name) or value.get(f"{name}_en"):
            found[name] = both(value.get(name) or "", value.get(f"{name}_en") or "")
    if value.get("required"):
        found["required"] = True
    if "options" in value:
        found["options"] = [
            {"value": option["key"] or "", "label": both(option["label"], option["label_en"])}
            for option in value["options"]
        ]
    if value["when_question"]:
        answers = [answer.strip() for answer in (value["when_is"] or "").split(",")]
        found["when"] = {"question": value["when_question"].strip(), "is": [answer for answer in answers if answer]}
    if value["for_whom"] != "everybody":
        found["for_whom"] = value["for_whom"]
    return found


def _step(kind: str, value: Mapping) -> Data:
    found: Data = {"key": value["key"] or kind, "kind": kind, "title": both(value["title"], value["title_en"])}
    if "falls_to" in value:
        found |= _falls_to(value)
    if "departments" in value:
        found["departments"] = [_falls_to(each) for each in value["departments"]]
    if value.get("reject_to"):
        found["reject_to"] = value["reject_to"].strip()
    if value.get("acknowledge"):
        found["acknowledge"] = True
    return found


def _falls_to(value: Mapping) -> Data:
    falls_to = value["falls_to"]
    found: Data = {
        "falls_to": f"department:{value['department'] or ''}" if falls_to == "department" else falls_to,
        "function": value["function"],
    }
    for name in TIMES:
        if value[name]["amount"]:
            found[name] = {"amount": value[name]["amount"], "unit": value[name]["unit"]}
    return found


def fields_of(data: Mapping) -> Data:
    """The fields of the editor that say what a definition says; the definition has been parsed before."""
    introduction = data.get("texts", {}).get("introduction", {})
    fields: Data = {
        "name": data["name"]["de"],
        "name_en": data["name"]["en"],
        "introduction": introduction.get("de", ""),
        "introduction_en": introduction.get("en", ""),
        "questions": [(each["kind"], _asked(each)) for each in data.get("questions", [])],
        "steps": [(each["kind"], _done(each)) for each in data["steps"]],
        "promise_amount": data["promise"]["amount"],
        "promise_unit": data["promise"]["unit"],
        "is_confidential": data.get("confidential", False),
    }
    if asked := data.get("ask_back"):
        fields |= {field: asked[name]["amount"] for name, field in ASK_BACK.items()}
        fields["ask_back_unit"] = asked["end"]["unit"]
    fields |= {field: channel in data["for_whom"] for channel, field in CHANNELS.items()}
    for outcome, names in RETENTION.items():
        kept = data["retention"].get(outcome)
        if kept:
            fields |= {field: kept[name] for name, field in zip(DAYS, names, strict=True)}
    return fields


def _asked(data: Mapping) -> Data:
    value: Data = {
        "key": data["key"],
        "for_whom": data.get("for_whom", "everybody"),
        "when_question": (data.get("when") or {}).get("question", ""),
        "when_is": ", ".join((data.get("when") or {}).get("is", [])),
    }
    texts = ["label", "help"]
    if data["kind"] not in SAY_ONLY:
        texts.append("spoken")
        value["required"] = data.get("required", False)
    for name in texts:
        value |= {name: data.get(name, {}).get("de", ""), f"{name}_en": data.get(name, {}).get("en", "")}
    if "options" in data:
        value["options"] = [
            {"key": option["value"], "label": option["label"]["de"], "label_en": option["label"]["en"]}
            for option in data["options"]
        ]
    return value


def _done(data: Mapping) -> Data:
    value: Data = {
        "key": data.get("key") or data["kind"],
        "title": data["title"]["de"],
        "title_en": data["title"]["en"],
    }
    if data["kind"] == "consult":
        return {**value, "departments": [_falling_to(each) for each in data["departments"]]}
    if data["kind"] == "close":
        return value
    value |= _falling_to(data)
    if data["kind"] == "approve":
        value["reject_to"] = data.get("reject_to", "")
    if data["kind"] == "inform":
        value["acknowledge"] = data.get("acknowledge", False)
    return value


def _falling_to(data: Mapping) -> Data:
    falls_to, _colon, department = str(data.get("falls_to", "case")).partition(":")
    times = {name: data.get(name) or {"amount": None, "unit": "service_hours"} for name in TIMES}
    return {"falls_to": falls_to, "department": department, "function": data.get("function", "member"), **times}


def departments_named(data: Mapping) -> Iterable[tuple[str, int]]:
    """The places where a definition names a department by its key, with the key."""
    for number, step in enumerate(data.get("steps", []), start=1):
        named = [(f"steps.{number}", step.get("falls_to", ""))]
        named += [
            (f"steps.{number}.departments.{each}", asked.get("falls_to", ""))
            for each, asked in enumerate(step.get("departments", []), start=1)
        ]
        for place, falls_to in named:
            kind, _colon, key = str(falls_to).partition(":")
            if kind == "department" and key.isdecimal():
                yield place, int(key)
