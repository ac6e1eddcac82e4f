"""Which addresses there are in which language: what a partner does not speak leads to the German page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import translate_url

from cms.catalogue.languages import GERMAN, SIMPLE, active

from .partners import is_town_hall


class SpokenMiddleware:
    """Stands after PartnerMiddleware, which says whose town hall it is."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Staff have German and English; citizens what their town hall speaks. A partner may learn one."""
        language = active()
        if language == GERMAN:
            return None
        partner = request.partner if is_town_hall(request) else None
        if language not in (partner.languages if partner else (GERMAN, "en")) and (partner or language == SIMPLE):
            address = translate_url(request.get_full_path(), GERMAN)
            if address != request.get_full_path():
                return HttpResponseRedirect(address)
        return None
