"""A service as this partner's citizens see it, and the sheet of what to bring."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cms.catalogue.effective import EffectiveService, effective
from cms.catalogue.languages import GERMAN, active, translations_of
from cms.catalogue.models import WAYS_TO_PAY, LocalServicePage, ServicePage
from cms.organisation.models import Partner
from cms.prepared import Blank, Prepared
from townhall import glance, structured
from townhall.page_cache import changes_at, keep

PROMISED_HOURS = 24

_LIVE = Prepared(lambda: ServicePage.objects.live().filter(slug=Blank("slug")))


@require_safe
@keep()
def service(request: HttpRequest, slug: str) -> HttpResponse:
    page, translations = live_pages(slug)
    return show_service(request, page, request.partner, translations=translations)


def show_service(
    request: HttpRequest,
    page: ServicePage,
    partner: Partner,
    local: LocalServicePage | None = None,
    translations: list[ServicePage] | None = None,
) -> HttpResponse:
    """A service as this partner's citizens see it, or a draft of it, of its translation or of its local page."""
    now = timezone.now()
    if translations is None:
        translations = list(translations_of(page.source or page).live())
    merged = merge(page, partner, translations, local)
    context = {"service": merged, "languages": [GERMAN, *(each.language for each in translations)]}
    if not merged.offered:
        return render(request, "townhall/service_not_offered.html", context)
    cards = glance.office_cards(merged.offices, now)
    changes_at(request, *(card.changes_at for card in cards))
    context |= {
        "fees": glance.fee_lines(merged.fees),
        "ways_to_pay": ways_to_pay(merged),
        "offices": cards,
        "sections": sections(merged),
        "promised_hours": PROMISED_HOURS,
        "data": structured.of_service(request, merged, cards),
    }
    return render(request, "townhall/service.html", context)


@require_safe
@keep()
def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """What to bring, on a sheet of its own to print or to keep on the telephone."""
    page, translations = live_pages(slug)
    merged = merge(page, request.partner, translations)
    if not (merged.offered and merged.documents):
        raise Http404
    context = {
        "service": merged,
        "fees": glance.fee_lines(merged.fees),
        "ways_to_pay": ways_to_pay(merged),
        "offices": glance.office_cards(merged.offices, timezone.now()),
    }
    return render(request, "townhall/checklist.html", context)


def sections(service: EffectiveService) -> list[tuple[str, str]]:
    """What a long page leads to from its beginning."""
    found = [
        ("details", gettext("How it works"), service.short_text or service.full_text or service.steps),
        ("documents", gettext("What to bring"), service.documents),
        ("fees", gettext("What it costs"), service.fees),
        ("deadlines", gettext("Deadlines"), service.deadlines),
        ("forms", gettext("Forms"), service.forms),
        ("prerequisites", gettext("Prerequisites"), service.target_group or service.prerequisites),
        ("remedies", gettext("If you do not agree"), service.remedies),
        ("law", gettext("Legal basis"), service.legal_basis),
    ]
    return [(anchor, name) for anchor, name, is_there in found if is_there]


def live_pages(slug: str) -> tuple[ServicePage, list[ServicePage]]:
    """The German page of an address and what it is in other languages, which stand under the same short name."""
    found = _LIVE.instances(slug=slug)
    page = next((each for each in found if not each.is_translation), None)
    if page is None:
        raise Http404
    same = [each for each in found if each.is_translation and each.translation_key == page.translation_key]
    return page, same


def merge(
    page: ServicePage, partner: Partner, translations: list[ServicePage], local: LocalServicePage | None = None
) -> EffectiveService:
    """In the language of the address as far as it is written in it; a draft of a translation needs its German page."""
    if page.is_translation and (source := page.source) is not None:
        return effective(source, partner, language=page.language, translation=page)
    wanted = next((each for each in translations if each.language == active()), None)
    language = GERMAN if wanted is None else wanted.language
    return effective(page, partner, local=local, language=language, translation=wanted)


def ways_to_pay(service: EffectiveService) -> str:
    """“bar, Girocard oder online”."""
    words = dict(WAYS_TO_PAY)
    ways = [str(words[key]) for key in service.ways_to_pay if key in words]
    if len(ways) < 2:
        return "".join(ways)
    return gettext("%(several)s or %(last)s") % {"several": ", ".join(ways[:-1]), "last": ways[-1]}
