"""What every template may say about the program itself."""

from django.conf import settings
from django.http import HttpRequest


def source(request: HttpRequest) -> dict[str, str]:
    """Where the running program's source lies: section 13 of its licence, the AGPL, lets everybody have it."""
    return {"source_url": settings.SOURCE_URL}
