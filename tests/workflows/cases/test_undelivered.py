"""Why a letter came back: in words that tell what to do, with the code beside them, in both languages."""

import pytest
from django.utils import translation

from workflows.cases.undelivered import in_words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("5.1.1", "Dieses Postfach gibt es nicht: Die Adresse ist falsch oder aufgegeben. (Code 5.1.1)"),
        ("5.2.2", "Das Postfach ist voll. (Code 5.2.2)"),
        (
            "5.7.26",
            "Der andere Mailserver weist unsere E-Mails ab, zum Beispiel als unerwünschte Werbung. (Code 5.7.26)",
        ),
        ("5.1.99", "Mit der Adresse stimmt etwas nicht. (Code 5.1.99)"),
        ("4.4.7", "Der andere Mailserver war zu lange nicht zu erreichen. (Code 4.4.7)"),
        ("5.0.0", "Der andere Mailserver hat nicht gesagt, warum. (Code 5.0.0)"),
        ("", "Der andere Mailserver hat nicht gesagt, warum."),
    ],
)
def test_a_code_is_said_in_german(code, words):
    with translation.override("de"):
        assert in_words(code) == words


def test_and_in_english():
    with translation.override("en"):
        assert in_words("5.2.2") == "The mailbox is full. (code 5.2.2)"
        assert in_words("5.3.4") == in_words("5.2.3").replace("5.2.3", "5.3.4")
