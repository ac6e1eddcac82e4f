"""Addresses of the API: our own first version, and Wagtail's for editorial pages, images and documents."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import include, path, re_path, resolve
from django.views.decorators.csrf import csrf_exempt

from .editorial import router as editorial_router


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Everything else under /api/: no page of an editor may stand there, and no form is asked for its token."""
    with_slash = f"{request.path_info}/"
    if not request.path_info.endswith("/") and resolve(with_slash).func is not nothing_here:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    raise Http404


urlpatterns = [
    path("v1/", include("api.v1.urls")),
    path("v2/", editorial_router.urls),
    re_path("", nothing_here),
]
