"""What every page of the town hall shows around its text: languages, footer, banners, the partner's sign."""

from django import template
from django.http import HttpRequest
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.urls import translate_url
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.catalogue.languages import GERMAN, active, translations_of
from cms.organisation.models import Partner
from cms.organisation.recall import recall
from cms.pages.models import EditorialPage
from cms.pages.texts import ACCESSIBILITY
from townhall import appearance, frame, glance, structured, words

register = template.Library()
register.filter("day", words.day)
register.filter("moment", words.moment)
register.filter("dial", words.dial)
register.filter("json_ld", structured.as_script)


class RememberedNode(template.Node):
    def __init__(self, nodelist: NodeList, name: str, differs_by: list[FilterExpression]):
        self.nodelist, self.name, self.differs_by = nodelist, name, differs_by

    def render(self, context: template.Context) -> SafeString:
        key = ("markup", self.name, active(), *(each.resolve(context) for each in self.differs_by))
        return recall(key, lambda: self.nodelist.render(context))


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedNode:
    """A part of a page that is the same wherever it stands, made once for each version of the town hall.

    ``{% remembered "name" value … %}`` for what is the same in one language, except for these values. What a visitor
    may choose freely is no such value: it would fill the memory.
    """
    _tag, name, *values = token.split_contents()
    nodelist = parser.parse(["endremembered"])
    parser.delete_first_token()
    return RememberedNode(nodelist, name, [parser.compile_filter(each) for each in values])


@register.inclusion_tag("townhall/_languages.html", takes_context=True)
def languages(context):
    """This page in every language it exists in; what stands in the address after the question mark stays."""
    return {"languages": frame.language_links(context["request"], languages_in(context))}


@register.inclusion_tag("townhall/_head_links.html", takes_context=True)
def head_links(context):
    """Where this page really stands, and where it stands in other languages; for pages that may be found."""
    request = context["request"]
    offered = frame.spoken_by(request.partner, languages_in(context))
    own = active() if active() in offered else GERMAN
    return {
        "canonical": address_in(request, own),
        "alternates": [(code, address_in(request, code)) for code in offered] if len(offered) > 1 else [],
    }


@register.inclusion_tag("townhall/_footer_links.html", takes_context=True)
def footer_links(context):
    """The partner's editorial pages that are meant for menus: imprint, privacy, accessibility."""
    return {"links": frame.frame_of(context["request"]).links}


@register.inclusion_tag("townhall/_notices.html", takes_context=True)
def banners(context):
    """What everybody should know, whatever page she reads."""
    return {"notices": frame.frame_of(context["request"]).banners}


@register.simple_tag
def besides_banners(request: HttpRequest, notices):
    """The notices of a page that do not stand on top of it already."""
    shown = {each.pk for each in frame.frame_of(request).banners}
    return [each for each in notices if each.pk not in shown]


@register.simple_tag
def office_card(card: glance.OfficeCard) -> SafeString:
    """An office with its hours; the same on the pages of all services that one gets there."""
    return card.markup


@register.simple_tag
def in_language(language: str) -> SafeString:
    """Says to screen readers that a text is in another language than the page around it."""
    return mark_safe("") if language == active() else mark_safe(f' lang="{language}"')


@register.simple_tag
def authored() -> SafeString:
    """The same for what is written in German only: names of offices, notes to hours."""
    return in_language(GERMAN)


@register.simple_tag
def name_of(row) -> SafeString | str:
    """The name of a topic or life situation in the reader's language, as far as it has one."""
    return row.name_en if active() == "en" and row.name_en else row.name


@register.simple_tag
def language_of_name(row) -> SafeString:
    return in_language("en" if active() == "en" and row.name_en else GERMAN)


@register.simple_tag
def pages_below(page: EditorialPage) -> list[EditorialPage]:
    return list(EditorialPage.objects.live().child_of(page).order_by("path"))


@register.filter
def is_about_accessibility(page: EditorialPage) -> bool:
    """The declaration of accessibility, under whose text stands where to report a barrier."""
    return page.slug == ACCESSIBILITY


@register.filter
def accent(partner: Partner | None) -> str:
    """The partner's own colours, else one of five: neighbours in one centre get different ones."""
    return appearance.accent(partner)


@register.simple_tag
def colours(partner: Partner) -> str:
    """The address of the partner's own colours, which names them: a browser may keep it for ever."""
    return appearance.stylesheet_address(partner)


@register.simple_tag
def logo(partner: Partner):
    """The partner's picture in the size of the header, or nothing."""
    return appearance.logo(partner)


@register.filter
def breakable(address: str) -> SafeString:
    """An email address that may go on in the next line after its @, and not in the middle of a word."""
    return mark_safe(escape(address).replace("@", "@<wbr>"))


@register.filter
def initial(partner: Partner) -> str:
    """“L” for Stadt Lindenfurt."""
    return appearance.initial(partner.name)


def languages_in(context) -> list[str]:
    """In which languages the page can be read; one of free text comes from Wagtail's view, which cannot say it."""
    if isinstance(page := context.get("page"), EditorialPage):
        source = page.source or page
        return [GERMAN, *translations_of(source).live().values_list("locale__language_code", flat=True)]
    return list(context.get("languages") or frame.WORDS_IN)


def address_in(request: HttpRequest, language: str) -> str:
    path = request.path if language == active() else translate_url(request.path, language)
    return request.build_absolute_uri(path)
