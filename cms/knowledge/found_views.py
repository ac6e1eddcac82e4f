"""How a page would be found as it stands in its form right now; nothing is saved, and no search is logged."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from cms.catalogue.effective import effective
from cms.catalogue.models import LocalServicePage, ServicePage
from cms.organisation.models import Partner
from cms.wording.in_hand import InHand, edited, new

from . import loading, weights
from .drafted import drafted
from .entries import Draft, display_of, text_of
from .explaining import explain
from .models import Audience
from .panels import adding, service_of


@require_POST
def found(request: HttpRequest, page_id: int) -> HttpResponse:
    """For whoever may edit the page."""
    return _answer(request, edited(request, page_id))


@require_POST
def found_new(request: HttpRequest, app_label: str, model_name: str, parent_id: int) -> HttpResponse:
    """For whoever may add a page of this kind here."""
    return _answer(request, new(request, app_label, model_name, parent_id))


def _answer(request: HttpRequest, in_hand: InHand) -> HttpResponse:
    if not isinstance(in_hand.page, ServicePage | LocalServicePage):
        raise Http404
    words = " ".join(request.POST.get("found_words", "").replace("\x00", " ").split())[: weights.QUERY_LETTERS]
    partner = _partner(request, in_hand)
    page = in_hand.as_typed(request)
    service = service_of(page)
    if service is None or partner is None or not words:
        return render(request, "knowledge/admin/found.html", {"nothing_asked": True})
    draft = _draft(page, service, partner)
    key = service.pk or 0
    before = drafted(draft, service_id=key, loaded=loading.current(Audience.PUBLIC))
    has_it = bool(service.is_not_ours or isinstance(page, LocalServicePage) or _has(service, partner))
    context = {
        "explanation": explain(words, before, draft.text, partner=partner),
        "partner": partner,
        "has_it": has_it,
        "adding": adding(service, _only_partner(request, partner), words) if service.pk and _may_add(request) else "",
    }
    return render(request, "knowledge/admin/found.html", context)


def _draft(page: ServicePage | LocalServicePage, service: ServicePage, partner: Partner) -> Draft:
    """What would be indexed for this partner if the page were released now."""
    local = page if isinstance(page, LocalServicePage) else None
    if local is None and service.pk is None:
        local = LocalServicePage(offered=True)  # a page that is new has none, and no key to ask for it
    merged = effective(service, partner, local=local)
    return Draft(Audience.PUBLIC, text_of(merged), display_of(merged), {partner.pk: merged.offered})


def _partner(request: HttpRequest, in_hand: InHand) -> Partner | None:
    """Whose citizens search: a local page's own partner, else the chosen one of those this person edits."""
    if isinstance(in_hand.page, LocalServicePage):
        return in_hand.page.partner if in_hand.page.partner_id else None
    own = Partner.objects.edited_by(request.user)
    chosen = request.POST.get("found_partner", "")
    return (own.filter(pk=chosen).first() if chosen.isdecimal() else None) or own.own_town_first().first()


def _has(service: ServicePage, partner: Partner) -> bool:
    """Whether the partner has the service at all: its responsibility is mapped, or a local page says so."""
    if service.responsibility_id and partner.mappings.filter(responsibility=service.responsibility_id).exists():
        return True
    return bool(service.pk and LocalServicePage.objects.live().filter(service=service.pk, partner=partner).exists())


def _only_partner(request: HttpRequest, partner: Partner) -> Partner | None:
    """A partner's editor writes words of her partner; the centre's begin for all."""
    return None if request.user.has_perm("organisation.edit_all_partners") else partner


def _may_add(request: HttpRequest) -> bool:
    return request.user.has_perm("knowledge.add_everydayword")
