"""One log line per request: method, route, status, duration, and an id that its other lines share."""

import logging
import secrets
import time

from .logs import request_id

logger = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Log by the route's name; the path, the query and the body may hold what belongs to a citizen."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = time.monotonic()
        identifier = secrets.token_hex(6)
        token = request_id.set(identifier)
        try:
            response = self.get_response(request)
            match = request.resolver_match
            logger.info(
                "request",
                extra={
                    "method": request.method if request.method in {"GET", "HEAD", "POST", "OPTIONS"} else "other",
                    "route": (match.view_name or match.route) if match else "none",
                    "status": response.status_code,
                    "ms": round((time.monotonic() - started) * 1000),
                },
            )
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = identifier
        return response
