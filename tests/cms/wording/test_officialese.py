"""Officialese is found however it is inflected, and everyday words are left alone."""

from importlib import import_module

import pytest
from django.apps import apps

from cms.wording import officialese
from cms.wording.models import OfficialeseWord

pytestmark = pytest.mark.django_db


def words_in(sentence):
    return [sentence[found.start : found.end] for found in officialese.listed().find(sentence)]


def test_an_installation_begins_with_a_list():
    assert OfficialeseWord.objects.count() >= 150
    assert all(entry.kinder for entry in OfficialeseWord.objects.all())


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Die Anträge sind fristgerecht einzureichen.", ["fristgerecht", "einzureichen"]),
        ("Reichen Sie den Vordruck bitte bei uns ein.", ["Reichen", "Vordruck", "ein"]),
        ("Die Vordrucke liegen aus.", ["Vordrucke"]),
        ("Sie werden in Kenntnis gesetzt.", ["in Kenntnis gesetzt"]),
        ("Wir setzen Sie morgen in Kenntnis.", ["setzen", "in Kenntnis"]),
        ("Das Gesetz tritt am Montag in Kraft.", ["tritt", "in Kraft"]),
        ("Die Prüfung wurde durchgeführt.", ["durchgeführt"]),
        ("Wir führen eine Prüfung durch.", ["führen", "durch"]),
        ("Das bedarf der Zustimmung.", ["bedarf"]),
        ("Eine zwingend erforderliche Angabe.", ["zwingend erforderliche"]),
        ("ABLICHTUNG", ["ABLICHTUNG"]),
        ("Nach Maßgabe der Satzung", ["Maßgabe"]),
        ("Der Sorgeberechtigte unterschreibt.", ["Sorgeberechtigte"]),
        ("Wir ändern den Bescheid nicht mehr ab.", ["ändern", "ab"]),
        ("Der Bescheid wird abgeändert.", ["abgeändert"]),
        ("Gebühren fallen nicht an.", ["fallen", "an"]),
        ("Die Gebühr fällt an, sobald Sie buchen.", ["fällt", "an"]),
        ("Wir führen die Prüfung durch und schreiben Ihnen.", ["führen", "durch"]),
        ("Fügen Sie, wenn möglich, eine Kopie bei (einfach genügt).", ["Fügen", "bei"]),
        ("1. Legen Sie den Pass vor.", ["Legen", "vor"]),
        ("Vorgänge dieser Art", ["Vorgänge"]),
        ("Beim Einreichen hilft die Auskunft.", ["Einreichen"]),
        ("Bitte vorlegen: EINREICHEN UND VORLEGEN", ["vorlegen", "EINREICHEN", "VORLEGEN"]),
    ],
)
def test_it_is_found_in_every_form(sentence, found):
    assert words_in(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "Kommen Sie zu uns, wir helfen Ihnen gern.",
        "Der Bus fährt durch die Stadt.",
        "Der Ausweis kostet 37 Euro.",
        "Frau Kenntnis setzt sich.",
        "Er kam nicht mit.",
        # Seen in the demo town's and in Berlin's texts
        "Elektrogeräte holen wir am selben Tag mit einem anderen Wagen ab.",
        "Übergeben Sie den Betrieb an jemand anderen, melden Sie ihn ab.",
        "Am Sonntag führt um 11 Uhr jemand durch das Haus.",
        "Gezahlt wird in vier Teilen, am einfachsten mit Einzug.",
        "In diesem Fall sehen wir uns das an.",
        "In anderen Fällen sehen wir uns das an.",
        "Bringen Sie das bei Antrag und Abholung mit.",
        "Sie erhalten bei Bedarf einen neuen.",
        "Das Amt weist auf das Verbot hin.",
        "Haben Sie Absprachen getroffen oder gibt es eine Regelung?",
        "Einen vorläufigen Personalausweis bekommen Sie sofort.",
        "Der Arzt stellt den Totenschein aus.",
        "Ein Nachweis über das Einkommen",
        "Eine im Verein tätige Person",
    ],
)
def test_everyday_words_are_left_alone(sentence):
    assert words_in(sentence) == []


def test_what_an_editor_wrote_in_place_of_a_shipped_word_stays():
    migration = import_module("cms.wording.migrations.0003_words_that_alarmed_in_vain")
    OfficialeseWord.objects.create(word="Nachweis", instead="Bescheinigung")
    OfficialeseWord.objects.create(word="vorläufig", instead="erst einmal")

    migration.take_off(apps, None)

    assert OfficialeseWord.objects.filter(word="Nachweis").exists()
    assert not OfficialeseWord.objects.filter(word="vorläufig").exists()


def test_of_two_that_overlap_the_longer_one_is_shown():
    (found,) = officialese.listed().find("Das ist zwingend erforderlich.")

    assert (found.word, found.kinder[0]) == ("zwingend erforderlich", "unbedingt nötig")


def test_what_an_editor_adds_is_found_at_once_and_what_she_deletes_is_not():
    assert words_in("Die Quittierung fehlt.") == []

    entry = OfficialeseWord.objects.create(word="Quittierung", instead="Quittung, Beleg")
    assert words_in("Die Quittierung fehlt.") == ["Quittierung"]

    entry.delete()
    assert words_in("Die Quittierung fehlt.") == []


def test_an_entry_with_a_gap_is_found_in_two_places():
    OfficialeseWord.objects.create(word="in … Höhe", instead="von")

    assert words_in("Es wird ein Betrag in voller Höhe fällig.") == ["in", "Höhe"]
