"""The agents' knowledge: a search that answers while one types, and the card to read from."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.audit.models import Actor
from cms.catalogue import notes
from cms.catalogue.models import AgentNote, ServicePage
from cms.knowledge.search import Kind
from cms.organisation.models import Partner
from desk.access import CALL_DESK, opens
from desk.callers import chosen_partner, dialled_in, named, remember
from desk.finding import IN_ADDRESSES, Asked, Found, Key, asked_in, found_for, opened
from desk.forms import NoteForm

TOO_MUCH = 10**15  # no row has such a number; databases refuse longer ones


@opens(CALL_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def knowledge(request):
    """The search with the card of the first hit. What callers say is posted, so that it stands in no address."""
    dialled = dialled_in(request)
    partner = chosen_partner(request, dialled)
    if partner is None:
        return render(request, "desk/no_partner.html")
    found = found_for(partner, asked_in(request.POST), user=request.user)
    return _screen(request, partner, found, dialled=dialled)


@opens(CALL_DESK)
@require_POST
def results(request):
    """While she types: the list of hits and the card of the first; of a hit that was chosen, the card alone."""
    partner = named(request.POST.get("partner", ""))
    if partner is None:
        raise Http404
    remember(request, partner)
    asked = asked_in(request.POST)
    found = found_for(partner, asked, user=request.user, while_typing=True)
    template = "desk/_place_of_card.html" if asked.hit and "karte" in request.POST else "desk/_found.html"
    return render(request, template, {"partner": partner, "found": found, "empty_note": NoteForm()})


@opens(CALL_DESK)
@require_safe
def card(request, partner, slug):
    """One service for one partner, under an address that can be kept."""
    partner = get_object_or_404(Partner, slug=partner)
    remember(request, partner)
    return _screen(request, partner, _card_alone(request, Key(Kind.SERVICE, live_service(slug).pk, partner.pk)))


@opens(CALL_DESK)
@require_safe
def other_card(request, partner, kind, number):
    """What is found besides services: an office, a department, a person, news, what belongs together."""
    partner = get_object_or_404(Partner, slug=partner)
    meant = next((each for each, name in IN_ADDRESSES.items() if name == kind and each != Kind.SERVICE), None)
    found = _card_alone(request, Key(meant, number, partner.pk)) if meant and number < TOO_MUCH else None
    if found is None or found.card is None:
        raise Http404
    remember(request, partner)
    return _screen(request, partner, found)


@opens(CALL_DESK)
@require_POST
def add_note(request, partner, slug):
    """A note beside the service, for this partner or for all; those who may are named by their group."""
    partner, service = get_object_or_404(Partner, slug=partner), live_service(slug)
    if not request.user.has_perm("catalogue.add_agentnote"):
        raise Http404
    form = NoteForm(request.POST)
    if not form.is_valid():
        alone = _card_alone(request, Key(Kind.SERVICE, service.pk, partner.pk))
        return _screen(request, partner, alone, status=422, note_form=form, open_note=0)
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
        alone = _card_alone(request, Key(Kind.SERVICE, service.pk, partner.pk))
        return _screen(request, partner, alone, status=422, note_form=form, open_note=note.pk)
    notes.change_note(note, text=form.cleaned_data["text"], by=Actor.person(request.user))
    messages.success(request, _("The note is saved; all agents see it now."))
    return redirect("desk:card", partner.slug, service.slug)


def live_service(slug: str) -> ServicePage:
    return get_object_or_404(ServicePage.objects.german().live(), slug=slug)


def _card_alone(request, key):
    return Found(Asked(hit=key), card=opened(key, user=request.user))


def _screen(request, partner, found, *, dialled=None, status=200, **more):
    context = {
        "partner": partner,
        "partners": Partner.objects.own_town_first(),
        "found": found,
        "dialled": dialled,
        "empty_note": NoteForm(),
        **more,
    }
    return render(request, "desk/knowledge.html", context, status=status)
