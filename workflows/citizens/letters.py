"""The words of a letter: a plain text template per language, its first line is the subject."""

import re
from email.utils import parseaddr
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.crypto import salted_hmac

FOLDER = Path(__file__).parent / "templates" / "letters"
FALLBACK = "de"


@cache
def _engine() -> Engine:
    """Plain text: nothing is escaped."""
    return Engine(dirs=[FOLDER], autoescape=False, libraries={"i18n": "django.templatetags.i18n"})


def languages(template: str) -> list[str]:
    """The languages a template exists in."""
    return sorted(path.suffixes[0][1:] for path in FOLDER.glob(f"{template}.*.txt"))


def render(template: str, language: str, context: dict[str, object]) -> tuple[str, str]:
    """Subject and text in the citizen's language, in German if there is no such text."""
    spoken = language[:2] if language[:2] in languages(template) else FALLBACK
    with translation.override(spoken):
        text = _engine().get_template(f"{template}.{spoken}.txt").render(Context(context, autoescape=False))
    subject, _blank, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def is_of_ours(found_id: str, sender: str) -> bool:
    """Whether a mail looks as if we had sent it: it carries one of our Message-IDs, or comes from our own address."""
    own = {parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower(), settings.MAIL_IN.lower()} - {""}
    local, _at, host = sender.lower().partition("@")
    is_our_box = f"{local.partition('+')[0]}@{host}" in own
    return is_our_box or bool(re.fullmatch(rf"<[0-9a-f]{{40}}@{re.escape(_domain())}>", found_id))


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def message_id(key: str) -> str:
    """Always the same for the same key, telling nothing about it, under the domain we send from."""
    return f"<{salted_hmac('workflows.message_id', key, algorithm='sha256').hexdigest()[:40]}@{_domain()}>"
