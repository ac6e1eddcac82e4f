"""What every page of the town hall shows around its text: languages, footer, the partner's sign."""

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms.organisation.models import Partner
from cms.pages.models import EditorialPage
from townhall import words

register = template.Library()
register.filter("day", words.day)
register.filter("moment", words.moment)
register.filter("dial", words.dial)

NAMES = (("de", "Deutsch"), ("en", "English"))
ACCENTS = 5
AUTHORED_IN = "de"


@register.inclusion_tag("townhall/_languages.html", takes_context=True)
def languages(context):
    """This page in every language; what stands in the address after the question mark stays."""
    path, current = context["request"].get_full_path(), get_language()
    return {
        "languages": [
            (code, name, translate_url(path, code), code == current)
            for code, name in NAMES
            if code in dict(settings.LANGUAGES)
        ]
    }


@register.inclusion_tag("townhall/_footer_links.html", takes_context=True)
def footer_links(context):
    """The partner's editorial pages that are meant for menus: imprint, privacy, accessibility."""
    partner = context["request"].partner
    if partner is None or partner.site is None:
        return {"links": []}
    pages = EditorialPage.objects.live().in_menu().child_of(partner.site.root_page).order_by("path")
    return {"links": [(page.title, reverse("wagtail_serve", args=[f"{page.slug}/"])) for page in pages]}


@register.simple_tag
def authored() -> SafeString:
    """Says to screen readers that a text stays in the language its editors wrote it in."""
    return mark_safe("") if get_language() == AUTHORED_IN else mark_safe(f' lang="{AUTHORED_IN}"')


@register.filter
def accent(partner: Partner | None) -> int:
    """The number of the partner's colour; neighbours in one centre get different ones."""
    return partner.pk % ACCENTS if partner else 0


@register.filter
def initial(partner: Partner) -> str:
    """“L” for Stadt Lindenfurt."""
    return partner.name.split()[-1][:1].upper()
