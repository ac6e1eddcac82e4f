"""Rich text for others: few tags, whole links, nothing that runs, and the same words without markup."""

import pytest
from django.test import RequestFactory

from api.rich_text import cleaned, words

pytestmark = pytest.mark.django_db

CASES = [
    ("", "", ""),
    ("<p></p>", "<p></p>", ""),
    ('<p data-block-key="a1">Ein <b>Wort</b>.</p>', "<p>Ein <b>Wort</b>.</p>", "Ein Wort."),
    ("<h3>Wann</h3><ul><li>heute</li><li>morgen</li></ul>", None, "Wann\nheute\nmorgen"),
    ("<p>Eins<br/>zwei</p>", None, "Eins\nzwei"),
    ('<p class="x" style="color:red" onclick="x()">Rot</p>', "<p>Rot</p>", "Rot"),
    ("<p>Vor<script>alert(1)</script><style>p{}</style>nach</p>", "<p>Vornach</p>", "Vornach"),
    ('<p><a href="javascript:alert(1)">Falle</a></p>', "<p>Falle</p>", "Falle"),
    ('<p><a href="  javascript:alert(1)">Falle</a></p>', "<p>Falle</p>", "Falle"),
    ('<p><a href="//boese.example/x">Fremd</a></p>', "<p>Fremd</p>", "Fremd"),
    ('<p><a href="mailto:a@b.example">Mail</a></p>', '<p><a href="mailto:a@b.example">Mail</a></p>', "Mail"),
    ('<p><a href="/suche/">Suche</a></p>', '<p><a href="https://api.example/suche/">Suche</a></p>', "Suche"),
    ('<p><a href="http://[kaputt">Kaputt</a></p>', "<p>Kaputt</p>", "Kaputt"),
    ("<section><p>Drin</p></section>", "<p>Drin</p>", "Drin"),
    ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3"),
    ('<p><a linktype="page" id="99999">Weg</a></p>', "<p>Weg</p>", "Weg"),
    ("<p><b>offen", "<p><b>offen</b></p>", "offen"),
]


@pytest.mark.parametrize(("stored", "html", "text"), CASES, ids=[case[0][:24] for case in CASES])
def test_what_is_written_is_shown_clean(stored, html, text):
    soup = cleaned(stored, RequestFactory().get("/", headers={"host": "api.example"}, secure=True), None)

    assert html is None or str(soup) == html
    assert words(soup) == text
