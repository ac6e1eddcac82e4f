"""The words of a letter: a plain text template per language, its first line is the subject."""

from functools import cache
from pathlib import Path

from django.template import Context, Engine
from django.utils import translation

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
        text = _engine().get_template(f"{template}.{spoken}.txt").render(Context(context))
    subject, _blank, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"
