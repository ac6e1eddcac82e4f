"""The agents' knowledge: a search that answers while one types, and the card to read from."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cms.audit.models import Actor
from cms.catalogue import notes
from cms.catalogue.models import AgentNote, ServicePage
from cms.knowledge.search import Audience, Kind, search
from cms.organisation.models import Partner
from desk import words
from desk.access import CALL_DESK, opens
from desk.cards import card_for
from desk.forms import NoteForm

HITS = 10
LONGEST_QUERY = 200


@opens(CALL_DESK)
@require_safe
def knowledge(request):
    """The search with the card of the first hit; a form that works without JavaScript."""
    partner = chosen_partner(request)
    if partner is None:
        return render(request, "desk/no_partner.html")
    return _screen(request, partner, _found(request, partner))


@opens(CALL_DESK)
@require_safe
def results(request):
    """While she types: the list of hits and the card of the first, as one piece of the page."""
    partner = get_object_or_404(Partner, slug=request.GET.get("partner", ""))
    remember(request, partner)
    context = _found(request, partner, open_word=True)
    return render(request, "desk/_found.html", context | {"partner": partner})


@opens(CALL_DESK)
@require_safe
def card(request, partner, slug):
    """One service for one partner; with ``teil`` only the card itself."""
    partner = get_object_or_404(Partner, slug=partner)
    remember(request, partner)
    service = live_service(slug)
    if "teil" in request.GET:
        found = {"card": _card(request, service, partner), "partner": partner, "query": typed(request)}
        return render(request, "desk/_card.html", found)
    return _screen(request, partner, _found(request, partner, service))


@opens(CALL_DESK)
@require_POST
def add_note(request, partner, slug):
    """A note beside the service, for this partner or for all; those who may are named by their group."""
    partner, service = get_object_or_404(Partner, slug=partner), live_service(slug)
    if not request.user.has_perm("catalogue.add_agentnote"):
        raise Http404
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _screen(request, partner, _found(request, partner, service, note_form=form, open_note=0), status=422)
    notes.add_note(
        service,
        partner=None if form.cleaned_data["everywhere"] else partner,
        text=form.cleaned_data["text"],
        by=Actor.person(request.user),
    )
    messages.success(request, _("The note is saved; all agents see it now."))
    return redirect("desk:card", partner.slug, service.slug)


@opens(CALL_DESK)
@require_POST
def change_note(request, partner, slug, note):
    """Change or delete a note that is shown on this card."""
    partner, service = get_object_or_404(Partner, slug=partner), live_service(slug)
    verb = "delete" if "delete" in request.POST else "change"
    if not request.user.has_perm(f"catalogue.{verb}_agentnote"):
        raise Http404
    note = get_object_or_404(AgentNote.objects.for_service(service, partner), pk=note)
    if verb == "delete":
        notes.delete_note(note, by=Actor.person(request.user))
        messages.success(request, _("The note is deleted."))
        return redirect("desk:card", partner.slug, service.slug)
    form = NoteForm(request.POST)
    if not form.is_valid():
        found = _found(request, partner, service, note_form=form, open_note=note.pk)
        return _screen(request, partner, found, status=422)
    notes.change_note(note, text=form.cleaned_data["text"], by=Actor.person(request.user))
    messages.success(request, _("The note is saved; all agents see it now."))
    return redirect("desk:card", partner.slug, service.slug)


def chosen_partner(request) -> Partner | None:
    """The partner named in the address, else the one chosen last, else that of the host, else the first."""
    for slug in (request.GET.get("partner"), request.session.get("partner")):
        partner = Partner.objects.filter(slug=slug).first() if slug else None
        if partner:
            remember(request, partner)
            return partner
    return getattr(request, "partner", None) or Partner.objects.own_town_first().first()


def remember(request, partner: Partner) -> None:
    """The next search starts with this partner; written only when it changes."""
    if request.session.get("partner") != partner.slug:
        request.session["partner"] = partner.slug


def live_service(slug: str) -> ServicePage:
    return get_object_or_404(ServicePage.objects.german().live(), slug=slug)


def typed(request) -> str:
    return request.GET.get("q", "").strip()[:LONGEST_QUERY]


def _found(request, partner, service=None, *, open_word=False, note_form=None, open_note=None) -> dict:
    """The hits of what was typed, and the card of the chosen service or else of the first hit."""
    query = typed(request)
    found = None
    if query:
        found = search(query, partner=partner, audience=Audience.AGENT, limit=HITS, open_word=open_word)
        found = replace(found, hits=[hit for hit in found.hits if hit.kind == Kind.SERVICE])
        if service is None and found.hits:
            service = ServicePage.objects.german().live().filter(pk=found.hits[0].service_id).first()
    return {
        "query": query,
        "hits": found.hits if found else [],
        "unsure": found.unsure if found else False,
        "how_many": words.how_many(len(found.hits)) if found else "",
        "chosen": service.slug if service else None,
        "card": _card(request, service, partner) if service else None,
        "note_form": note_form,
        "open_note": open_note,
    }


def _card(request, service, partner):
    return card_for(service, partner, user=request.user, at=timezone.now())


def _screen(request, partner, found, status=200):
    context = {
        "partner": partner,
        "partners": Partner.objects.own_town_first(),
        "results_url": reverse("desk:results"),
        "empty_note": NoteForm(),
        **found,
    }
    return render(request, "desk/knowledge.html", context, status=status)
