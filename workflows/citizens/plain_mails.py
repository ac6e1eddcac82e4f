"""Mails to our own people: the first line of the template is the subject; sent again it has the same Message-ID."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from .letters import message_id


def send(template: str, told: Mapping[str, object], *, to: Sequence[str], key: str) -> None:
    """Send one mail in the language of the house; a text in ``told`` that is a function is asked for in it."""
    with translation.override(settings.LANGUAGE_CODE):
        # Here and not in the template: inside of blocktranslate a function would be shown instead of called.
        said = {name: value() if callable(value) else value for name, value in told.items()}
        text = render_to_string(template, said)
    subject, _blank, body = text.partition("\n")
    EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=list(to),
        headers={"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"},
    ).send()
