"""Every address of the program, and what a browser would send back from a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RegexPattern, URLResolver


@dataclass(frozen=True)
class Address:
    """A pattern: what it looks like, and the name by which it is called, or its looks where it has none."""

    route: str
    name: str


def addresses(patterns: list | None = None) -> list[Address]:
    """Each pattern once; where a name stands for several, what they ask for tells them apart."""
    found = list(_below(get_resolver() if patterns is None else URLResolver(RegexPattern("^/"), patterns)))
    often = Counter(name for _route, name, _asks in found)
    return [
        Address(route, f"{name}({', '.join(asks)})" if often[name] > 1 else name)
        for route, name, asks in dict.fromkeys(found)
    ]


def _below(resolver: URLResolver, before: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^" if before else "")  # as a match names its route
        if isinstance(pattern, URLPattern):
            asks = (*pattern.pattern.converters, *getattr(pattern.pattern.regex, "groupindex", ()))
            yield route, ":".join([*spaces, pattern.name or f"({route})"]), tuple(dict.fromkeys(asks))
        else:
            yield from _below(pattern, route, (*spaces, *([pattern.namespace] if pattern.namespace else [])))


def forms_on(response: HttpResponse) -> list:
    """What can be sent from a page."""
    return BeautifulSoup(response.content, "html.parser").find_all("form", attrs={"method": ["post", "POST"]})


def filled(response: HttpResponse, **changes) -> dict:
    """What the page's largest form would post as it stands, with some fields changed."""
    forms = forms_on(response)
    assert forms, "there is no form to send"
    form = max(forms, key=lambda one: len(one.find_all(["input", "textarea", "select"])))
    sent: dict[str, list[str]] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name, kind = field.get("name"), field.get("type", "")
        if not name or field.has_attr("disabled") or kind in {"submit", "button", "file"}:
            continue
        if kind in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        if field.name == "select":
            values = [option.get("value", option.text) for option in field.find_all("option", selected=True)]
            if not values and not field.has_attr("multiple"):
                values = [option.get("value", "") for option in field.find_all("option")[:1]]
        elif field.name == "textarea":
            values = [field.text]
        else:
            values = [field.get("value", "on" if kind == "checkbox" else "")]
        sent.setdefault(name, []).extend(values)
    return sent | changes
