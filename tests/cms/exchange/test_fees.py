"""Fees in running text: figures where they are plain, words where they are not."""

from decimal import Decimal

import pytest

from cms.exchange.fees import FeeRow, rows


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>40 Euro<br><br></p>", [FeeRow("Gebühr", Decimal("40"))]),
        ("1.234,50 €", [FeeRow("Gebühr", Decimal("1234.50"))]),
        ("<li>unter 24 Jahren: 27,60 Euro</li>", [FeeRow("unter 24 Jahren", Decimal("27.60"))]),
        ("<p>Personen ab 24 Jahren: 100 Euro</p>", [FeeRow("Personen ab 24 Jahren", Decimal("100"))]),
        ("<p>70 Euro (Erwachsene)</p>", [FeeRow("Erwachsene", Decimal("70"))]),
        ("<p>\ngebührenfrei</p>", [FeeRow("Gebühr", Decimal(0))]),
        ("Es fallen keine Gebühren an.", [FeeRow("Gebühr", Decimal(0))]),
        ("<li>PIN ändern: gebührenfrei</li>", [FeeRow("PIN ändern", Decimal(0))]),
        ("<p>ab 24,80 Euro</p>", [FeeRow("Gebühr", None, "ab 24,80 Euro")]),
        ("<p>50 bis 60 Euro</p>", [FeeRow("Gebühr", Decimal("50"), "", Decimal("60"))]),
        ("Eintrag: zwischen 10,50 Euro und 1.200 Euro", [FeeRow("Eintrag", Decimal("10.50"), "", Decimal("1200"))]),
        ("60 bis 50 Euro", [FeeRow("Gebühr", None, "60 bis 50 Euro")]),
        ("<p>bis 60 Euro</p>", [FeeRow("Gebühr", None, "bis 60 Euro")]),
        ("<p>Eheschließung: etwa 300 Euro</p>", [FeeRow("Eheschließung", None, "etwa 300 Euro")]),
        ("<p>Siehe Übersicht.</p><p>Bitte bar.</p>", [FeeRow("Hinweis", None, "Siehe Übersicht. Bitte bar.")]),
        ("<p><b>Nachdruck</b></p><p>10 Euro</p>", [FeeRow("Nachdruck", Decimal("10"))]),
        (
            "<p><b>Vor Ort</b><br>Neu: ab 30 Euro<br>Alt: 12,80 Euro</p>",
            [FeeRow("Vor Ort", None, "Neu: ab 30 Euro; Alt: 12,80 Euro")],
        ),
        ("", []),
    ],
)
def test_rows(html, expected):
    assert rows(html) == expected


def test_nothing_grows_beyond_what_a_block_takes():
    for row in rows(f"<p>{'Wort ' * 400}: 5 Euro</p><p><b>{'x' * 400}</b></p><p>{'y' * 2000}</p>"):
        assert len(row.label) <= 250
        assert len(row.note) <= 1000
