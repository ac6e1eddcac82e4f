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
        '<p>Anschriften, Telefonnummern und Öffnungszeiten stehen unter <a href="/aemter/">Ämter und Standorte</a>.</p>'
    )


def privacy(partner: Partner) -> str:
    return (
        f"<h2>Wer verantwortlich ist</h2><p>Verantwortlich für diese Seiten ist {escape(partner.name)}.</p>"
        "<h2>Was beim Lesen geschieht</h2>"
        "<p>Sie können diese Seiten lesen, ohne etwas über sich zu sagen. Es wird nichts von anderen Anbietern "
        "nachgeladen und niemand beobachtet, was Sie lesen.</p>"
        "<h2>Wenn Sie uns ein Anliegen schicken</h2>"
        "<p>Damit niemand in Ihrem Namen sendet und Sie danach Ihre Nummer sehen, legt Ihr Browser dann zwei Cookies "
        "ab: eines, bis Sie ihn schließen, und eines für höchstens eine Stunde.</p>"
        "<p>Ihre Kontaktdaten brauchen wir nur, um Ihnen zu antworten. Sie sind freiwillig und werden nach der Antwort "
        "zu einem festen Datum gelöscht. Gelesen werden sie nur von dem Amt, das Ihnen antwortet.</p>"
        "<h2>Ihre Rechte</h2>"
        "<p>Sie können Auskunft über Ihre Daten verlangen, sie berichtigen oder löschen lassen und sich bei der "
        "Datenschutzaufsicht des Landes beschweren.</p>"
    )


def accessibility(partner: Partner) -> str:
    """The declaration that BITV 2.0 and the laws of the Länder ask for; the site adds where to report a barrier."""
    name, land = escape(partner.name), escape(partner.get_land_display())
    return (
        f"<p>{name} möchte, dass alle diese Seiten benutzen können: mit der Tastatur, mit einem Vorleseprogramm, stark "
        "vergrößert, auf dem Telefon und ohne JavaScript. Diese Erklärung gilt für die Seiten unter dieser Adresse.</p>"
        "<h2>Wie barrierefrei diese Seiten sind</h2>"
        "<p>Maßstab sind die Barrierefreie-Informationstechnik-Verordnung (BITV 2.0) und die europäische Norm "
        "EN 301 549, die auf die WCAG 2.1, Stufe AA verweist. Das Programm dieser Seiten wird bei jeder Änderung "
        "automatisch darauf geprüft, hell und dunkel, auf schmalen und breiten Bildschirmen. Ein Test durch eine "
        "unabhängige Stelle liegt uns nicht vor.</p>"
        "<h2>Was noch nicht barrierefrei ist</h2>"
        "<ul><li>Nicht jede Leistung ist in Leichter Sprache beschrieben, Videos in Deutscher Gebärdensprache gibt es "
        "nicht.</li><li>Formulare und Dokumente, die wir zum Herunterladen anbieten, und Seiten anderer Anbieter, auf "
        "die wir verweisen, haben wir nicht alle geprüft.</li></ul>"
        "<h2>Wenn Sie keine Antwort bekommen</h2>"
        "<p>Haben Sie uns eine Barriere gemeldet und sind mit unserer Antwort nicht zufrieden, können Sie sich an die "
        f"Durchsetzungsstelle oder Schlichtungsstelle für Barrierefreiheit in {land} wenden. Das kostet nichts, und "
        "Sie brauchen keinen Anwalt.</p>"
    )


ACCESSIBILITY = "barrierefreiheit"
FIRST_PAGES = [
    ("impressum", "Impressum", imprint),
    ("datenschutz", "Datenschutz", privacy),
    (ACCESSIBILITY, "Barrierefreiheit", accessibility),
]
