"""Headers for which Django has no setting: what browsers may not do on our pages, and who may use what lies here."""

from csp.constants import SELF
from django.http import HttpRequest, HttpResponse

# Nothing of ours asks for any of these, so neither may what an editor embeds.
REFUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in REFUSED),
    # Other sites may link to us and ask the API (CORS is another matter), not build our pages and pictures into theirs.
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


class HeadersMiddleware:
    """Stands before everything that answers, static files included; a view's own header wins."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response


class PreviewMiddleware:
    """A preview of Wagtail's is one of our pages in a frame of the editor; no other page stands in a frame.

    Stands after the policy's middleware, which reads here what shall hold instead.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_preview", False):
            response._csp_replace = {"frame-ancestors": [SELF]}
        return response
