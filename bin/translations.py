"""Say what is missing for a complete German and English interface.

English is what the code says, German what each app's catalogue says. Complete means: every string in the code is in the
catalogue, every entry has its German, none is a guess or left over, and the compiled file says the same as the readable
one. Strings are collected anew with GNU gettext on a copy, so that one nobody thought of cannot slip through.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[1]
MAKE = ["-m", "django", "makemessages", "--locale", "de", "--no-location", "--no-wrap"]
DOMAINS = ("django", "djangojs")
# German words that are names in English too.
NAMES = re.compile(r"Kümmerer|München")
# Shown when it is not known who asks: before any language was chosen, or when nothing works any more.
WITHOUT_LANGUAGE = {"500.html", "unknown_host.html"}
# For developers, in English like all that is written for them; the description it shows comes from the code.
ENGLISH = {"reference.html"}
WORD = re.compile(r"(?<![\w-])[^\W\d_]{3,}(?![\w-])")
GERMAN = re.compile(r"[äöüßÄÖÜ]")


def main() -> int:
    """Look at every app, a sentence for each fault; with `--compile` compile what is there."""
    if "--compile" in sys.argv[1:]:
        for source in (path for app in apps() for path in app.glob("locale/*/LC_MESSAGES/*.po")):
            polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
        return 0
    found = [sentence for app in apps() for sentence in (*faults(app), *unmarked(app))] + torn(apps())
    print("\n".join(found))
    return 1 if found else 0


def apps() -> list[Path]:
    """Every Django app of ours."""
    roots = (ROOT / name for name in ("cms", "workflows", "site", "api"))
    return sorted(path.parent for root in roots for path in root.rglob("apps.py"))


def faults(app: Path) -> list[str]:
    """What is wrong with an app's catalogues."""
    name, found = app.relative_to(ROOT), []
    for domain in DOMAINS:
        wanted = collected(app, domain)
        source = app / "locale" / "de" / "LC_MESSAGES" / f"{domain}.po"
        if not source.exists():
            if wanted:
                first = wanted[0].msgid
                found.append(f"{name}: no catalogue ({domain}) for {len(wanted)} strings, the first {first!r}")
            continue
        catalogue = polib.pofile(str(source))
        found += [f"{name}: {sentence}" for sentence in catalogue_faults(catalogue, wanted)]
        found += [f"{name}: {sentence}" for sentence in compiled_faults(catalogue, source.with_suffix(".mo"))]
    return found


def collected(app: Path, domain: str) -> list[polib.POEntry]:
    """The strings in an app's code and templates, collected from a copy."""
    with tempfile.TemporaryDirectory(prefix="kuemmerer-strings-") as folder:
        copy = Path(folder) / app.name
        shutil.copytree(app, copy, ignore=shutil.ignore_patterns("locale", "static", "__pycache__", "migrations"))
        target = copy / "locale" / "de" / "LC_MESSAGES"
        target.mkdir(parents=True)
        command = [sys.executable, *MAKE, "--domain", domain]
        # Our settings are of no use in a copy of one app, and makemessages needs none.
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        how = {"cwd": copy, "env": environment, "stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
        done = subprocess.run(command, check=False, **how)
        if done.returncode:
            raise SystemExit(f"{app.relative_to(ROOT)}: strings cannot be collected: {done.stderr.strip()}")
        made = target / f"{domain}.po"
        return [entry for entry in polib.pofile(str(made)) if not entry.obsolete] if made.exists() else []


def catalogue_faults(catalogue: polib.POFile, wanted: list[polib.POEntry]) -> list[str]:
    """Missing, left over, untranslated and guessed entries, and sources that are not English."""
    has = {key(entry): entry for entry in catalogue if not entry.obsolete}
    needs = {key(entry) for entry in wanted}
    found = [f"not in the catalogue: {entry.msgid!r}" for entry in wanted if key(entry) not in has]
    for one, entry in has.items():
        if one not in needs:
            found.append(f"in the catalogue, but no longer in the code: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"only guessed (fuzzy): {entry.msgid!r}")
        elif not entry.translated():
            found.append(f"without German: {entry.msgid!r}")
        if GERMAN.search(NAMES.sub("", entry.msgid)):
            found.append(f"the source is not English: {entry.msgid!r}")
    if any(entry.obsolete for entry in catalogue):
        found.append("holds obsolete entries (#~); remove them")
    return found


def torn(found: list[Path]) -> list[str]:
    """Where two apps have another German for the same English: the first of them speaks for both, the other in vain."""
    said: dict[tuple[str, tuple], dict[tuple, Path]] = {}
    for app in found:
        for domain in DOMAINS:
            source = app / "locale" / "de" / "LC_MESSAGES" / f"{domain}.po"
            for entry in polib.pofile(str(source)) if source.exists() else ():
                german = (entry.msgstr, *entry.msgstr_plural.values())
                said.setdefault((domain, key(entry)), {}).setdefault(german, app)
    return [
        f"{' and '.join(str(app.relative_to(ROOT)) for app in apart.values())}: another German for the same English;"
        f" say it alike, or give one a context: {english[1]!r}"
        for (_domain, english), apart in said.items()
        if len(apart) > 1
    ]


def unmarked(app: Path) -> list[str]:
    """Text in a template that is not marked for translation, so nobody would miss its other language."""
    found = []
    for template in sorted(app.glob("templates/**/*.html")):
        if template.name in WITHOUT_LANGUAGE | ENGLISH:
            continue
        words = sorted({text for text in loose_text(template.read_text(encoding="utf-8")) if WORD.search(text)})
        found += [f"{template.relative_to(ROOT)}: not marked for translation: {text!r}" for text in words]
    return found


def loose_text(source: str) -> list[str]:
    """What a template says by itself: its text and its speaking attributes outside of every translation."""
    kept, hidden = [], 0
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if name in {"blocktranslate", "comment"}:
            hidden += 1
        elif name in {"endblocktranslate", "endcomment"}:
            hidden -= 1
        elif token.token_type == TokenType.TEXT and not hidden:
            kept.append(token.contents)
    text = re.sub(r"<!--.*?-->|<(script|style|kbd|code)\b.*?</\1>", " ", "".join(kept), flags=re.DOTALL)
    attributes = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"', text)
    lines = re.sub(r"<[^>]*>|&\w+;", " ", text).splitlines()
    return [NAMES.sub("", line).strip() for line in (*lines, *attributes)]


def compiled_faults(catalogue: polib.POFile, compiled: Path) -> list[str]:
    """Whether the compiled catalogue says what the readable one says."""
    if not compiled.exists():
        return [f"{compiled.name} is missing; compile it"]
    said = {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(str(compiled))}
    meant = {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in catalogue.translated_entries()}
    return [] if said == meant else [f"{compiled.name} is older than its .po; compile it"]


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt or None, entry.msgid, entry.msgid_plural or ""


if __name__ == "__main__":
    sys.exit(main())
