"""Every address of the program, and what a browser would send back from a form."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver


def addresses(resolver: URLResolver | None = None, before: str = "", spaces: tuple[str, ...] = ()):
    """Each pattern once: what it looks like and by which name it is called."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield whole, ":".join([*spaces, pattern.name or f"({whole})"])
        else:
            yield from addresses(pattern, whole, (*spaces, *([pattern.namespace] if pattern.namespace else [])))


def filled(response, **changes) -> dict:
    """What the page's largest form would post as it stands, with some fields changed."""
    forms = BeautifulSoup(response.content, "html.parser").find_all("form", attrs={"method": ["post", "POST"]})
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
