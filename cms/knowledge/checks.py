"""Says at start what the search has to do without, and what of its settings cannot be meant."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

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


OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}
PREFIX = re.compile(r"[a-z][a-z0-9-]{0,40}")


@register("kuemmerer")
def engine_can_be_asked(**_: object) -> list[CheckMessage]:
    """The settings of the engine beside the database; whether it answers is no matter of the start."""
    if not settings.ELASTICSEARCH_URL:
        names = ("ELASTICSEARCH_API_KEY", "ELASTICSEARCH_CA_FILE")
        return [
            error(1, f"{name} is set and ELASTICSEARCH_URL is not.", "Name the server, or leave the other out.")
            for name in names
            if getattr(settings, name)
        ]
    found = []
    if find_spec("elasticsearch") is None:
        found.append(
            error(2, "The package elasticsearch-dsl is missing.", "Run bin/install, or unset ELASTICSEARCH_URL.")
        )
    if not PREFIX.fullmatch(settings.ELASTICSEARCH_PREFIX):
        found.append(
            error(
                3,
                "ELASTICSEARCH_PREFIX cannot begin the name of an index.",
                "Use small letters, digits and hyphens; an installation of its own for each prefix.",
            )
        )
    return [*found, *addresses(), *certificate()]


def addresses() -> list[CheckMessage]:
    """Each is an address without a password, and no key leaves this machine in the clear."""
    found = []
    for each in settings.ELASTICSEARCH_URL:
        url = urlsplit(each)
        try:
            is_address = url.scheme in {"http", "https"} and bool(url.hostname) and not url.query and url.port != 0
        except ValueError:
            is_address = False
        if not is_address:
            hint = "Write it like https://search.example.org:9200; several nodes are separated by commas."
            found.append(error(4, "ELASTICSEARCH_URL is not an address.", hint))
        elif url.username or url.password:
            hint = "Put a key into ELASTICSEARCH_API_KEY or its file: addresses stand in logs."
            found.append(error(5, "ELASTICSEARCH_URL holds a name or a password.", hint))
        elif settings.ELASTICSEARCH_API_KEY and url.scheme == "http" and url.hostname not in OWN_MACHINE:
            hint = "Begin ELASTICSEARCH_URL with https://."
            found.append(error(6, "ELASTICSEARCH_API_KEY would be sent unencrypted.", hint))
    return found


def certificate() -> list[CheckMessage]:
    """The file of the authority, where one is named."""
    name = settings.ELASTICSEARCH_CA_FILE
    if not name:
        return []
    if not all(url.startswith("https:") for url in settings.ELASTICSEARCH_URL):
        return [error(7, "ELASTICSEARCH_CA_FILE is set for an address without TLS.", "Begin it with https://.")]
    try:
        text = Path(name).read_text(encoding="ascii", errors="replace")
    except OSError as problem:
        return [error(8, f"ELASTICSEARCH_CA_FILE cannot be read: {problem.strerror}.", "Name a file of certificates.")]
    if "BEGIN CERTIFICATE" not in text:
        return [error(9, "ELASTICSEARCH_CA_FILE holds no certificate.", "Name a file in PEM format.")]
    return []


def error(number: int, sentence: str, hint: str) -> Error:
    return Error(sentence, hint=hint, id=f"knowledge.E{number:03}")
