"""Rows of a service in one line, as the editors' screens say them."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..effective import Document, Fee

register = template.Library()


@register.filter
def as_words(row: Fee | Document) -> str:
    """“Ausweis: 37,00 € (ab 24 Jahren)”, “Geburtsurkunde, Original”."""
    return _fee(row) if isinstance(row, Fee) else _document(row)


def _fee(fee: Fee) -> str:
    words = [fee.label]
    if fee.amount is not None:
        euros = f"{number_format(fee.amount, 2)} €"
        if fee.amount_until is not None:
            euros = _("%(from)s to %(until)s €") % {
                "from": number_format(fee.amount, 2),
                "until": number_format(fee.amount_until, 2),
            }
        words.append(_("free of charge") if fee.amount == 0 and fee.amount_until is None else euros)
    return ": ".join(words) + (f" ({fee.note})" if fee.note else "")


def _document(document: Document) -> str:
    kind = {"original": _("original"), "copy": _("copy")}.get(document.kind, "")
    return ", ".join(word for word in (document.name, kind) if word) + (f" ({document.note})" if document.note else "")
