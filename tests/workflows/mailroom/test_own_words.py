"""What somebody wrote herself, over the shapes that real mail programs make of a reply."""

import pytest

from workflows.mailroom.stripping import own_words

SHAPES = {
    "Gmail auf Deutsch": "Der Apfelbaum.\n\nAm Mo., 24. Nov. 2026 um 14:02 Uhr schrieb Stadt <a@example.org>:\n\n"
    "> Welcher Baum?\n>\n> Mit freundlichen Grüßen\n",
    "Gmail mit Umbruch in der Zeile davor": "Der Apfelbaum.\n\nAm Mo., 24. Nov. 2026 um 14:02 Uhr schrieb Stadt <\n"
    "anliegen+lin-7k4-93p-abcdefghijklmnop@example.org>:\n\n> Welcher Baum?",
    "Gmail in English": "Der Apfelbaum.\n\nOn Mon, Nov 24, 2026 at 2:02 PM Town <a@x.org> wrote:\n\n> Which?\n",
    "Thunderbird": "Der Apfelbaum.\n\nAm 24.11.26 um 14:02 schrieb Stadt Lindenfurt:\n> Welcher Baum?\n> Danke\n",
    "Apple Mail": "Der Apfelbaum.\n\nVon meinem iPhone gesendet\n\n"
    "> Am 24.11.2026 um 14:02 schrieb Stadt Lindenfurt <a@example.org>:\n> \n> Welcher Baum?\n",
    "GMX": 'Der Apfelbaum.\n \n \n\nGesendet: Montag, 24. November 2026 um 14:02 Uhr\nVon: "Stadt" <a@example.org>\n'
    "An: erika@example.org\nBetreff: Rückfrage\n\nWelcher Baum?\n",
    "Outlook": "Der Apfelbaum.\n\nVon: Stadt Lindenfurt <a@example.org>\nGesendet: Montag, 24. November 2026 14:02\n"
    "An: Erika <erika@example.org>\nBetreff: Eine Rückfrage\n\nWelcher Baum?\n",
    "Outlook fett": "Der Apfelbaum.\n\n*Von:* Stadt Lindenfurt <a@example.org>\n*Gesendet:* Montag\n\nWelcher Baum?\n",
    "Outlook alt": "Der Apfelbaum.\n\n-----Ursprüngliche Nachricht-----\nVon: Stadt\nGesendet: Mo\n\nWelcher?\n",
    "Outlook im Netz": "Der Apfelbaum.\n\n________________________________\nVon: Stadt <a@example.org>\n"
    "Gesendet: Montag, 24. November 2026\n\nWelcher Baum?\n",
    "Original message": "Der Apfelbaum.\n\n-------- Original Message --------\nFrom: x\n\nWhich?\n",
    "hat geschrieben": "Der Apfelbaum.\n\nStadt <a@example.org> hat am 24.11.2026 14:02 geschrieben:\n\nWelcher?\n",
    "schrieb am": "Der Apfelbaum.\n\nStadt Lindenfurt <a@example.org> schrieb am 24.11.2026 um 14:02:\n> Welcher?\n",
    "nur Zitatzeichen": "Der Apfelbaum.\n\n> Welcher Baum?\n> Danke\n",
    "Unterschrift": "Der Apfelbaum.\n\n-- \nErika Mustermann\nMusterweg 1\n",
    "Telefon": "Der Apfelbaum.\n\nGesendet von Outlook für Android\n",
    "Windows-Zeilen": "Der Apfelbaum.\r\n\r\nAm 24.11.26 um 14:02 schrieb Stadt:\r\n> Welcher Baum?\r\n",
}


@pytest.mark.parametrize("shape", SHAPES, ids=SHAPES.keys())
def test_what_stands_below_is_left_out(shape):
    assert own_words(SHAPES[shape]) == "Der Apfelbaum."


KEPT = {
    "Antworten zwischen den Zeilen": "Am 24.11.26 schrieb Stadt:\n> Welcher?\nDer Apfelbaum.\n> Seit wann?\nSeit Mai.",
    "unter dem Zitat": "> Welcher Baum?\n\nDer Apfelbaum.",
    "nichts als Zitat": "> Welcher Baum?",
    "das Wort schrieb": "Am Montag schrieb ich Ihnen schon einmal.\nEs geht um den Apfelbaum.",
    "Von und nach": "Von: der Ecke bis zum Zaun\nist alles voll Laub.",
    "Gedankenstriche": "Ja -- und zwar bald.",
    "Absätze": "Erstens.\n\nZweitens.\n\nMit freundlichen Grüßen\nErika",
    "zitiert und weiter": "Sie fragten:\n> Welcher?\nDer Apfelbaum.\n\n-- \nErika",
}


@pytest.mark.parametrize("shape", KEPT, ids=KEPT.keys())
def test_what_she_wrote_stays(shape):
    assert own_words(KEPT[shape]) == KEPT[shape].partition("\n\n-- \n")[0]


def test_an_empty_mail_is_empty():
    assert own_words(" \n\n") == ""
