"""Services that nobody wrote, as many as are wanted, and queries for them: for benchmarks and comparisons."""

from __future__ import annotations

import random
from collections.abc import Iterator

from cms.knowledge.records import Text


def words_of(text: str) -> list[str]:
    return text.split()


SUBJECTS = words_of("""
    Ausweis Führerschein Hund Wohnsitz Gewerbe Kind Bau Straße Abfall Wasser Garten Schule Ehe Geburt Tod Auto
    Fahrrad Markt Gaststätte Lärm Baum Grab Wahl Pass Steuer Miete Wohnung Rente Pflege Jugend Sport Musik Archiv
    Fischerei Jagd Waffe Feuer Schornstein Denkmal Grundstück Kanal Parkplatz Anhänger Spielplatz Kita Hort
    Bibliothek Museum
""")
THINGS = words_of("""
    bescheinigung genehmigung erlaubnis urkunde gebühr steuer anmeldung abmeldung änderung verlängerung befreiung
    zuschuss förderung karte plakette auskunft prüfung beratung vermittlung ersatz ausweis nachweis
""")
VERBS = words_of("""
    beantragen anmelden abmelden verlängern ändern ersetzen abholen melden zahlen anzeigen nachweisen
""")
FILLING = words_of("""
    Sie brauchen dafür einen Antrag mit Unterschrift und bringen den gültigen Nachweis der Person mit die Gebühr
    zahlen Sie vor Ort oder online die Bearbeitung dauert einige Wochen bei Fragen hilft das Bürgerbüro wenn eine
    Frist läuft gilt der Tag des Eingangs für Familien gibt es Ermäßigung auf Antrag Unterlagen im Original Kopie
    reicht nicht
""")


def made_up(count: int, seed: int = 115) -> list[Text]:
    """Services of a town that does everything, no two alike: titles of compounds and verbs, texts of 60 to 200 words.

    The same for the same seed, so that a worker knows what was written.
    """
    chance = random.Random(seed)
    made = []
    for number in range(count):
        subject, other = chance.choice(SUBJECTS), chance.choice(SUBJECTS)
        thing, verb = chance.choice(THINGS), chance.choice(VERBS)
        own = [f"{chance.choice(SUBJECTS)}{chance.choice(THINGS)}" for _ in range(12)]
        words = chance.choices(FILLING + own + SUBJECTS, k=chance.randrange(60, 200))
        made.append(
            Text(
                title=f"{subject}{thing} für {other} {verb}"
                if number % 3
                else f"{subject}{other.lower()}{thing} {verb}",
                body=" ".join(words),
                requirements=" ".join(chance.choices(FILLING + own, k=20)),
                documents=" ".join([*chance.choices(own, k=5), f"Nummer{number}"]),
            )
        )
    return made


def asked(title: str, chance: random.Random) -> Iterator[str]:
    """The title, with a typo, begun, and as a sentence with a compound."""
    cut = chance.randrange(2, len(title) - 2)
    yield title
    yield title[:cut] + title[cut + 1] + title[cut] + title[cut + 2 :]
    yield title[: max(4, len(title) // 2)]
    yield f"Wo kann ich eine {title.split()[0]} bekommen, wenn ich umgezogen bin und Kinder habe?"
