"""What a browser posts from the editor of a case type."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from tests.factories.cases import asks, in_both
from workflows.cases import shaping
from workflows.cases.setup import QUESTION_TO_A_DEPARTMENT

FLAGS = {"is_active", *shaping.CHANNELS.values()}


def bulky_waste(*questions: dict, **changes) -> dict:
    """A definition with a question and a condition, to be changed in one place."""
    questions = questions or (
        asks("was", "choice", options=["sofa", "sonstiges"], required=True),
        asks("welches", when={"question": "was", "is": ["sonstiges"]}),
    )
    name = {"de": "Sperrmüll", "en": "Bulky waste"}
    return {**QUESTION_TO_A_DEPARTMENT, "schema": 2, "name": name, "questions": list(questions), **changes}


def type_form(data: dict, *, services=(), action: str | None = None, **fields) -> dict:
    """The editor filled in with what a definition says; ``action`` presses a button."""
    form = {"slug": "sperrmuell", "partner": "", "is_active": True, "introduction": "", "introduction_en": ""}
    form |= {name: 30 for names in shaping.RETENTION.values() for name in names}
    form |= {"ask_back_remind": 5, "ask_back_end": 10, "ask_back_unit": "service_days"}
    form |= shaping.fields_of(data) | fields
    form["questions"] = streamfield([(kind, posted(value)) for kind, value in form["questions"]])
    form["steps"] = streamfield([(kind, posted(value)) for kind, value in form["steps"]])
    form["of_services"] = inline_formset([{"service": service.pk} for service in services])
    form |= {"go_live_at": "", "expire_at": ""}
    if action:
        form[f"action-{action}"] = "1"
    return nested_form_data({name: value for name, value in form.items() if value is not None and value is not False})


def posted(value):
    """A block's value as the browser sends it: rows of a list like those of a stream, nothing for what is off."""
    if isinstance(value, list):
        return streamfield([("item", posted(row)) for row in value])
    if isinstance(value, dict):
        return {name: posted(part) for name, part in value.items() if part is not False}
    return "" if value is None else value


__all__ = ["asks", "bulky_waste", "in_both", "type_form"]
