"""The description as a page to read: made on the server, with the design system's own files and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.generic import View

from .problem_kinds import KINDS
from .refusals import kinds
from .schema import OURS, description


@dataclass(frozen=True)
class Parameter:
    """One line in a table of parameters."""

    name: str
    place: str
    form: str
    is_required: bool
    said: str


@dataclass(frozen=True)
class Field:
    """One line in a table of fields; ``part`` is the schema it is made of, if it has one of its own."""

    name: str
    form: str
    part: str
    said: str


@dataclass(frozen=True)
class Schema:
    """What a JSON object is made of."""

    name: str
    said: str
    fields: list[Field]


@dataclass(frozen=True)
class Operation:
    """One address with what can be done there."""

    name: str
    method: str
    path: str
    said: str
    parameters: list[Parameter]
    body: str
    answer: str
    is_list: bool
    example: str


class ReferencePage(View):
    """Every address with its parameters and fields, and every problem by its name; in English, for developers."""

    def get(self, request: HttpRequest) -> HttpResponse:
        with translation.override("en"):
            page = render(
                request,
                "api/reference.html",
                {
                    "operations": list(operations(request.build_absolute_uri("/").rstrip("/"))),
                    "schemas": list(schemas()),
                    "problems": [*KINDS.items(), *kinds()],
                },
            )
        page["Content-Language"] = "en"
        return page


def operations(host: str) -> Iterator[Operation]:
    """The addresses in the order of the description; ``host`` begins the example of each."""
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield _operation(path, method, operation, host)


def _operation(path: str, method: str, operation: Mapping, host: str) -> Operation:
    answers = operation["responses"]
    answer = _part_of(answers.get("200") or answers["201"])
    row = _row_of(answer)
    parameters = [
        Parameter(
            name=parameter["name"],
            place=parameter["in"],
            form=form(parameter["schema"])[0],
            is_required=parameter.get("required", False),
            said=marked(parameter.get("description", "")),
        )
        for parameter in operation.get("parameters", [])
    ]
    return Operation(
        name=operation["operationId"].replace("_", "-"),
        method=method.upper(),
        path=path,
        said=marked(operation.get("description", "")),
        parameters=sorted(parameters, key=lambda each: (not each.is_required, each.name)),
        body=_part_of(operation["requestBody"]) if "requestBody" in operation else "",
        answer=row or answer,
        is_list=bool(row),
        example=host + example(path, parameters) if method == "get" else "",
    )


def _part_of(message: Mapping) -> str:
    """The schema by which a body or an answer is made, in the one form it has; none if it is a file."""
    form_of_it = next(iter(message["content"].values()))
    return form_of_it["schema"].get("$ref", "").rpartition("/")[2]


EXAMPLES = {"partner": "lindenfurt", "q": "hund anmelden"}
SLUGS = {
    "partners": "lindenfurt",
    "services": "hund-anmelden",
    "departments": "buergeramt",
    "offices": "buergerbuero",
    "case-types": "frage-an-das-amt",
}


def example(path: str, parameters: list[Parameter]) -> str:
    """An address to try, with what has to be there."""
    slug = SLUGS.get(path.removeprefix(OURS).partition("/")[0], "{slug}")
    query = [
        f"{each.name}={EXAMPLES[each.name].replace(' ', '+')}"
        for each in parameters
        if each.place == "query" and each.name in EXAMPLES and (each.is_required or each.name == "q")
    ]
    path = (
        path.replace("{slug}", slug)
        .replace("{reference}", "LIN-7K4-93P")
        .replace("{id}", "4711")
        .replace("{file}", "12")
    )
    return path + (f"?{'&'.join(sorted(query))}" if query else "")


def _row_of(answer: str) -> str:
    """The schema of a list's rows, if this is the envelope of one."""
    rows = description()["components"]["schemas"].get(answer, {}).get("properties", {}).get("results", {})
    return form(rows)[1] if rows else ""


def schemas() -> Iterator[Schema]:
    """All parts by name; envelopes of lists are told once on the page and left out."""
    for name, schema in sorted(description()["components"]["schemas"].items()):
        if "properties" not in schema or _row_of(name):
            continue
        fields = [
            Field(field, *form(said), said=marked(said.get("description", "")))
            for field, said in schema["properties"].items()
        ]
        yield Schema(name, marked(schema.get("description", "")), fields)


def marked(text: str) -> SafeString:
    """A text of the description, with code where it has `code`; all else is escaped."""
    pieces = text.split("`")
    shown = [format_html("<code>{}</code>", piece) if number % 2 else piece for number, piece in enumerate(pieces)]
    return format_html_join("", "{}", ([piece] for piece in shown))


FORMS = {
    "date-time": "moment",
    "date": "day",
    "uri": "address",
    "decimal": "amount",
    "double": "number",
    "binary": "file",
}


def form(schema: Mapping) -> tuple[str, str]:
    """How a value looks in words, and the name of the schema it is made of."""
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            found = [form(part) for part in schema[key]]
            words = " or ".join(dict.fromkeys(words for words, _name in found if words))
            return _or_null(words, schema), next((name for _words, name in found if name), "")
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        target = description()["components"]["schemas"][name]
        if "enum" in target:
            return form(target)
        return "object", name
    if schema.get("type") == "array":
        words, name = form(schema["items"])
        return f"list of {words}s", name
    if "enum" in schema:
        return _or_null(" | ".join(str(value) for value in schema["enum"] if value not in ("", None)), schema), ""
    return _or_null(FORMS.get(schema.get("format", ""), schema.get("type", "")), schema), ""


def _or_null(words: str, schema: Mapping) -> str:
    return f"{words} or null" if schema.get("nullable") else words
