"""The texts a new town hall begins with: short, true as they stand, to be completed by the partner."""

from __future__ import annotations

from django.utils.html import escape

from cms.organisation.models import Partner


def intro_for(partner: Partner) -> str:
    return f"Hier finden Sie die Leistungen von {partner.name}, wer zuständig ist und wie Sie uns erreichen."


def imprint(partner: Partner) -> str:
    name = escape(partner.name)
    reached = f"<p>Telefon: {escape(partner.phone)}</p>" if partner.phone else ""
    return (
        f"<h2>Herausgeber</h2><p>Für diese Seiten ist verantwortlich: {name}.</p>{reached}"
        "<p>Anschriften und Öffnungszeiten der Dienststellen stehen bei den Leistungen.</p>"
    )


def privacy(partner: Partner) -> str:
    return (
        f"<h2>Wer verantwortlich ist</h2><p>Verantwortlich für diese Seiten ist {escape(partner.name)}.</p>"
        "<h2>Was beim Lesen geschieht</h2>"
        "<p>Sie können diese Seiten lesen, ohne etwas über sich zu sagen. Es wird nichts von anderen Anbietern "
        "nachgeladen und niemand beobachtet, was Sie lesen.</p>"
        "<h2>Wenn Sie uns ein Anliegen schicken</h2>"
        "<p>Ihre Kontaktdaten brauchen wir nur, um Ihnen zu antworten. Sie sind freiwillig und werden nach der Antwort "
        "zu einem festen Datum gelöscht. Gelesen werden sie nur von dem Amt, das Ihnen antwortet.</p>"
        "<h2>Ihre Rechte</h2>"
        "<p>Sie können Auskunft über Ihre Daten verlangen, sie berichtigen oder löschen lassen und sich bei der "
        "Datenschutzaufsicht des Landes beschweren.</p>"
    )


def accessibility(partner: Partner) -> str:
    return (
        f"<h2>Was wir wollen</h2><p>{escape(partner.name)} möchte, dass alle diese Seiten benutzen können: mit der "
        "Tastatur, mit einem Vorleseprogramm, stark vergrößert, auf dem Telefon und ohne JavaScript.</p>"
        "<h2>Wenn etwas nicht geht</h2>"
        "<p>Schreiben Sie uns über „Frage stellen“, was Sie gesucht haben und woran es lag. Sie bekommen eine Antwort, "
        "und wir sagen Ihnen auf anderem Weg, was Sie wissen wollten.</p>"
    )


FIRST_PAGES = [
    ("impressum", "Impressum", imprint),
    ("datenschutz", "Datenschutz", privacy),
    ("barrierefreiheit", "Barrierefreiheit", accessibility),
]
