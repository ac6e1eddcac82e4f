"""Where a reply to a letter goes: our address for mail with the case's number and a signature in it.

Mail servers write addresses small or large, so the signature is of letters and digits that are the same in both.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from .references import read_reference

SALT = "workflows.citizens.mail"
SIGNATURE = 16  # of 32 characters: 80 bits
TAIL = re.compile(rf"([a-z0-9-]{{8,14}})-([a-z2-7]{{{SIGNATURE}}})")


@dataclass(frozen=True)
class Addressed:
    """What one of our addresses says after the plus: a case, whether we signed it, or something else."""

    reference: str = ""
    is_genuine: bool = False
    word: str = ""


def reply_address(reference: str) -> str:
    """The address for replies about a case; nothing where no mail comes in."""
    local, _at, domain = settings.MAIL_IN.rpartition("@")
    return f"{local}+{reference.lower()}-{_signature(reference, settings.SECRET_KEY)}@{domain}" if local else ""


def addressed(address: str) -> Addressed | None:
    """What an address says if it is ours; ``None`` if it is somebody else's."""
    box, _at, domain = settings.MAIL_IN.lower().rpartition("@")
    local, _at, host = address.strip().lower().rpartition("@")
    name, _plus, word = local.partition("+")
    if not box or name != box or host != domain:
        return None
    found = TAIL.fullmatch(word)
    reference = read_reference(found[1]) if found else None
    if reference is None:
        return Addressed(word=word)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    fits = [constant_time_compare(_signature(reference, key), found[2]) for key in keys]
    return Addressed(reference, any(fits), word)


def _signature(reference: str, key: str) -> str:
    digest = salted_hmac(SALT, reference, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:SIGNATURE]
