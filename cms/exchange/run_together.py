"""Takes texts apart whose lists were run together when somebody lost the blanks between their entries.

"AntragSie stellen ihn schriftlich.PersonalausweisKopie genügt" has lost the marks of a list. What one can still see is
where German never goes on without a blank; what one cannot see (a small letter after a small one) stays together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import escape

from .records import Item

_LOW, _HIGH = "[a-zäöüß]", "[A-ZÄÖÜ]"
_ARTICLES = "(?:Die|Der|Das|Den|Dem|Bei|Sie|Nur|Ein|Für|Mit|Von|Vor|Zur|Zum|Wer|Wir|Ihr|Es|Im|In|Am|An|Ab|Um|Zu|Je)"
# Words that are written with a capital in the middle.
_ONE_WORD = (
    "LAGetSi|LAGeSo|AsylbLG|PsychKG|MobiPro|SolarPLUS|GründerinnenBONUS|KitaFöG|BundID|BaFin|TestDaF|BAföG|"
    "EndgeräteID|eIDAS|iKfz|YouTube|WhatsApp|LinkedIn|JobCenter|PayPal|OpenData|RennwLottG|StrRehaG|ProstSch[GV]|StrlSch[GV]|BauPrüfV|BArtSchV"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(.])(?:[A-Za-zÄÖÜäöü]|Dr|Nr|Abs|Str|str|bzw|ggf|ca|vgl|St|Art|Prof|Dipl|Ing|Kap|Ziff|Tel|inkl|evtl|gem)\.$"
)
_PLURALS = {"e", "en", "er", "es", "n", "s", "r", "in", "innen", "nen", "se", "ern", "em"}
_FIRST_HALVES = {
    "Kinder",
    "Fach",
    "Teil",
    "Vor",
    "Ehe",
    "Lebens",
    "Haupt",
    "Neben",
    "Klein",
    "Melde",
    "Zweit",
    "Wieder",
}

_BREAKS = re.compile(
    rf"(?P<word>(?<={_LOW}{_LOW})(?={_HIGH}{_LOW}))"  # AntragSie
    rf"|(?P<signs>(?<={_LOW}{_LOW}{_LOW}{_LOW})(?={_HIGH}{{2,}}(?!{_LOW})))"  # VollmachtCOC
    rf"|(?P<after_signs>(?<={_HIGH}{_HIGH})(?={_HIGH}{_LOW}{_LOW}{_LOW}|{_ARTICLES}\s))"  # StVZOPersonalausweis
    rf"|(?P<after_law>(?:(?<={_LOW}{_LOW}[GVO])|(?<={_HIGH}{_LOW}[GVO]))(?={_HIGH}{_LOW}{_LOW}{_LOW}|{_ARTICLES}\s))"
    rf"|(?P<after_figure>(?<=\d)(?={_HIGH}{_LOW}{_LOW}))"  # TRGS 519Anzeigefrist
    rf"|(?P<figure>(?<={_LOW}{_LOW}{_LOW})(?=\d+(?:mm\b|[\s.)])))"  # Pass1 Lichtbild
    rf"|(?P<stop>(?<=[.!?])(?={_HIGH}|(?:ggf|evtl)\.|\())"  # vorlegen.Führungszeugnis
    rf"|(?P<small_stop>(?<={_LOW}{_LOW}{_LOW}\.)(?={_LOW}{_LOW}{_LOW}))"  # Handwerksordnung.den Nachweis
    rf"|(?P<colon>(?<=[:])(?=[A-Za-zÄÖÜäöüß\"„“]))"  # enthalten:Name
    rf"|(?P<comma>(?<=[,;])(?=[A-Za-zÄÖÜäöüß]{{2}}))"  # Anschrift,Geburtsdatum
    rf"|(?P<bracket>(?<=\))(?=[A-Za-zÄÖÜäöüß\"„(]))"  # (Original)Ärztliche
    rf"|(?P<quote>(?<=[^\s(][\"“”»])(?={_HIGH}{_LOW}))"  # „0“Führungszeugnis
)
_ADDRESS = re.compile(r"@|/|www\.|\.(?:de|com|org|eu|net|pdf|docx?|xlsx?|jpe?g|png|html?|php|berlin)\b", re.IGNORECASE)
_OPENS = re.compile(rf"(?<=[A-Za-zÄÖÜäöüß])\((?!(?:{'|'.join(sorted(_PLURALS))})\))")
_OR = re.compile(rf"(?<={_LOW}{_LOW}{_LOW})oder(?={_HIGH}|\s*$)")  # verziehenoder
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")
_NONE = re.compile(
    r"(?:es (?:sind|werden) )?(?:-+|–|—|/|kein(?:e|er|erlei)?|entfällt|nicht (?:erforderlich|notwendig|nötig))"
    r"(?: besonderen| weiteren)?(?: unterlagen| voraussetzungen| dokumente)?"
    r"(?: (?:erforderlich|notwendig|nötig|benötigt|vorzulegen))?[.!]?",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:ist|sind|wird|werden|wurden?|war|waren|muss|muß|müssen|kann|können|darf|dürfen|hat|haben|habe|soll|sollte|sollten|"
    r"sollen|benötigen|benötigt|erhalten|reichen|reicht|legen|besitzen|gilt|gelten|liegt|liegen|erfolgt|genügt|finden|"
    r"bringen|entfällt|besteht|bestehen|verfügen|wollen|möchten|beachten|stellen|senden|füllen|nutzen|geben|bitte|sei)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:[-•*–·]\s+|\d{1,2}[.)]\s+|[a-z][.)]\s+)")
LONGEST_HEADING = 70
LONGEST_NAME = 250


@dataclass(frozen=True)
class Piece:
    """A piece of a text and the kind of break before it, "" where a line begins."""

    text: str
    after: str = ""


def pieces(line: str) -> list[Piece]:
    """One line, taken apart where blanks were lost."""
    line = _OR.sub(" oder", _OPENS.sub(" (", _SPACES.sub(" ", line))).strip()
    kept = {at for match in re.finditer(_ONE_WORD, line) for at in range(match.start() + 1, match.end())}
    found, begin, kind = [], 0, ""
    for match in _BREAKS.finditer(line):
        at = match.start()
        if at in kept or at <= begin or _goes_on(line, begin, at, match.lastgroup):
            continue
        found.append(Piece(line[begin:at].strip(), kind))
        begin, kind = at, match.lastgroup
    found.append(Piece(line[begin:].strip(), kind))
    return [piece for piece in found if piece.text]


def _goes_on(line: str, begin: int, at: int, kind: str) -> bool:
    """Whether what looks like a lost blank is one word all the same."""
    before, after = line[begin:at], line[at:]
    if kind == "word":  # AntragstellerInnen, KinderFöG
        return bool(re.match(rf"In(?:nen)?(?![a-zäöüß ])|{_HIGH}{_LOW}{{1,3}}{_HIGH}(?!{_LOW})", after))
    if kind == "stop":
        return bool(_ABBREVIATED.search(line[:at]) or re.fullmatch(r"\d{1,2}\.", before.strip()))
    if kind == "small_stop":  # labo.berlin.de
        word = re.split(r"\s", before)[-1] + re.split(r"\s", after)[0]
        return bool(_ADDRESS.search(word))
    if kind == "bracket":
        inside = before[before.rfind("(") + 1 : -1]
        return inside in _PLURALS | _FIRST_HALVES or inside.endswith("-") or (len(inside) < 3 and after[:1].islower())
    if kind == "colon":  # Antragsteller:innen
        return bool(re.match(r"in(?:nen)?\b", after))
    return False


def says_nothing(text: str) -> bool:
    """Whether the whole text is “keine”, “-” or the like."""
    return bool(_NONE.fullmatch(text.strip()))


def items(text: str) -> tuple[list[str], list[Item]]:
    """The entries of a list, each with the sentences after it, and the sentences that stand before the first entry."""
    before: list[str] = []
    found: list[tuple[str, list[str]]] = []
    listing = False  # behind a colon or a comma goes on what was begun
    for piece in _all(text):
        goes_on = listing and (piece.after in ("comma", "colon") or piece.text[0].islower())
        listing = piece.text[-1] in ":,;"
        said = goes_on or is_sentence(piece.text)
        if said and (found or _VERB.search(piece.text)):
            (found[-1][1] if found else before).append(piece.text)
        elif piece.text.startswith("(") and found:
            name, texts = found[-1]
            if texts or len(name) + len(piece.text) >= LONGEST_NAME:
                texts.append(piece.text)
            else:
                found[-1] = (f"{name} {piece.text}", texts)
        else:
            found.append((piece.text, []))
    return before, [_item(name, texts) for name, texts in found]


def is_sentence(text: str) -> bool:
    """A statement, not the name of a thing: it has a verb before its first comma, or begins with a small letter."""
    if text[0].islower() and not re.match(r"e[A-Z]|ggf\.|evtl\.|gegebenenfalls|gültige|ausgefüllte", text):
        return True
    if len(text) > LONGEST_NAME:
        return True
    first = re.split(r", | – | \(", text, maxsplit=1)[0]
    words = len(text.split())
    return (words >= 3 and bool(_VERB.search(first))) or (
        words >= 5 and text[-1] in ".!?" and not text.endswith("etc.")
    )


def html(text: str) -> str:
    """A running text as HTML: paragraphs, small headings, and lists where their entries were run together."""
    lines = [line for line in text.split("\n") if line.strip()]
    blocks: list[str] = []
    for is_list, group in groupby(enumerate(lines), key=lambda numbered: bool(_BULLET.match(numbered[1]))):
        if is_list:
            entries = [line for _, line in group]
            numbered = all(line.lstrip()[0].isdigit() for line in entries)
            blocks.append(_list((_BULLET.sub("", line, count=1) for line in entries), "ol" if numbered else "ul"))
            continue
        for number, line in group:
            blocks += _paragraphs(line, last=number == len(lines) - 1)
    return "".join(blocks)


def _paragraphs(line: str, *, last: bool) -> Iterator[str]:
    found = [piece.text for piece in pieces(line)]
    if len(found) == 1:
        text = found[0]
        heading = not last and len(text) <= LONGEST_HEADING and text[-1] not in ".!;,)" and not is_sentence(text)
        yield f"<h3>{escape(text.rstrip(':'))}</h3>" if heading else f"<p>{escape(text)}</p>"
        return
    if found[0].endswith(":"):
        yield f"<p>{escape(found.pop(0))}</p>"
    after = []
    if len(found) > 1 and found[-2][-1] in ".!?" and not any(text[-1] in ".!?" for text in found[:-2]):
        after = [found.pop()]  # the entries were no sentences; what follows their last one is no entry
    if all(text[-1] in ".!?:" and len(text.split()) > 3 for text in found) and len(found) == 2:
        yield from (f"<p>{escape(text)}</p>" for text in found)
    else:
        yield _list(found)
    yield from (f"<p>{escape(text)}</p>" for text in after)


def _list(entries: Iterable[str], tag: str = "ul") -> str:
    rows = "".join(f"<li>{escape(text.strip())}</li>" for text in entries if text.strip())
    return f"<{tag}>{rows}</{tag}>" if rows else ""


def _all(text: str) -> Iterator[Piece]:
    for line in text.split("\n"):
        yield from pieces(line)


def _item(name: str, texts: list[str]) -> Item:
    return Item(name=name.strip(" ,;:"), text=_joined(texts))


def _joined(texts: list[str]) -> str:
    """Sentences after one another; entries of a list after a colon are set apart by commas."""
    joined = ""
    for text in texts:
        if not joined:
            joined = text
        elif joined[-1] in ".!?:,;" or text[0].islower() or text.startswith("("):
            joined += " " + text
        else:
            joined += ". " + text if _VERB.search(joined) else ", " + text
    return joined
