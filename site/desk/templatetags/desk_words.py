"""Filters and tags of the staff's screens: dates, amounts and telephone numbers in a clerk's words."""

import re
from html import unescape

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cms.knowledge.marks import Marker
from cms.pages import bulletins
from desk import navigation, words
from desk.access import CALL_DESK, INBOX

ELEMENT = re.compile(r"(<[^>]*>)")

register = template.Library()
register.filter("spoken", words.spoken)
register.filter("short", words.short)
register.filter("day", words.day)
register.filter("euros", words.euros)
register.filter("price", words.price)
register.filter("duration", words.duration)


@register.filter
def telephone(number: str) -> str:
    """A telephone number as a link; the groups are those it was printed with."""
    return format_html('<a class="phone" href="tel:{}">{}</a>', words.dial(number), number)


@register.filter
def marked(text: str, marker: Marker | None) -> str:
    """The text with the words found in it marked; without a marker as it is."""
    return marker.marked(text) if marker and text else text


@register.filter
def marked_html(html: str, marker: Marker | None) -> str:
    """The same for rich text that is already shown as such: its elements stay, the words between them are marked."""
    if not marker or not html:
        return html
    pieces = (piece if piece.startswith("<") else marker.marked(unescape(piece)) for piece in ELEMENT.split(str(html)))
    return mark_safe("".join(pieces))


@register.inclusion_tag("desk/_ways.html", takes_context=True)
def ways(context):
    """The navigation of the person who looks."""
    request = context["request"]
    found = navigation.ways_of(request.user)
    return {"ways": [(way, way.leads_to(request.path)) for way in found]}


@register.inclusion_tag("desk/_on_top.html", takes_context=True)
def important_bulletins(context):
    """What this person must know whatever she is doing; after “read” she is where she was."""
    request = context["request"]
    may_read = any(request.user.has_perm(permission) for permission in (CALL_DESK, INBOX))
    return {
        "bulletins": bulletins.on_top_for(request.user, timezone.now()) if may_read else [],
        "marks": settings.READ_MARKS,
        "next": request.get_full_path() if request.method == "GET" else "",
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("desk/_languages.html", takes_context=True)
def other_languages(context):
    """This screen in the other languages; what stands in the address after the question mark stays."""
    request = context["request"]
    current = get_language()
    return {
        "languages": [
            (code, name, translate_url(request.get_full_path(), code))
            for code, name in (("de", "Deutsch"), ("en", "English"))
            if code != current and code in dict(settings.LANGUAGES)
        ]
    }
