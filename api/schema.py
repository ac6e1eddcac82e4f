"""What the OpenAPI schema describes: our own interface, not the editors' one of Wagtail."""

from collections.abc import Callable

OURS = "/api/v1/"


def only_ours(endpoints: list[tuple[str, str, str, Callable]]) -> list[tuple[str, str, str, Callable]]:
    """Keep the addresses of version 1; Wagtail describes its own API."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(OURS)]
