"""Says at start what the search has to do without."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from . import sentences


@register("kuemmerer")
def sentences_are_understood(**_: object) -> list[CheckMessage]:
    """Everything is found by its words then; spoken sentences are answered worse."""
    missing = sentences.missing()
    if not missing:
        return []
    return [
        Warning(
            f"Sentences are not understood: {' and '.join(missing)} cannot be imported. The search works by words.",
            hint=f"Install {sentences.MODELS[settings.SENTENCE_MODEL].package}, or set SENTENCE_MODEL=none.",
            id="knowledge.W001",
        )
    ]
