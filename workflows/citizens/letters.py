"""The words of a letter: a plain text template per language, its first line is the subject."""

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


def message_id(key: str) -> str:
    """Always the same for the same key, telling nothing about it, under the domain we send from."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{salted_hmac('workflows.message_id', key, algorithm='sha256').hexdigest()[:40]}@{domain}>"
