"""Was this page helpful? Asked under a service, answered on a page of its own that is kept nowhere."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.accounts import attempts
from cms.accounts.errors import TooManyAttempts
from cms.knowledge import actions
from townhall.forms import HelpfulForm
from townhall.views.service import live_pages, merge


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def helpful(request: HttpRequest, slug: str) -> HttpResponse:
    """The link under a service has chosen yes or no already; nothing counts before it is sent."""
    page, translations = live_pages(slug)
    service = merge(page, request.partner, translations)
    if not service.offered:
        raise Http404
    if "danke" in request.GET:
        return render(request, "townhall/helpful_thanks.html", {"service": service})
    form = HelpfulForm(request.POST or None, initial={"helpful": request.GET.get("war")})
    if form.is_valid():
        try:
            attempts.count(attempts.OPINIONS_FROM_HERE, attempts.network_address(request))
        except TooManyAttempts as refusal:
            form.add_error(None, str(refusal))
        else:
            actions.say_opinion(page.source or page, partner=request.partner, **form.cleaned_data)
            return redirect(f"{reverse('townhall:helpful', args=[slug])}?danke")
    return render(request, "townhall/helpful.html", {"service": service, "form": form})
