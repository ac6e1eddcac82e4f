"""Anybody's HTML becomes our rich text, and nothing dangerous comes through."""

import pytest

from cms.exchange.markup import clean, first_sentence, is_safe, lines


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p>Ein <strong>wichtiger</strong> Satz.</p>", "<p>Ein <b>wichtiger</b> Satz.</p>"),
        ("<h2>Ablauf</h2><div>Erst das.</div>", "<h3>Ablauf</h3><p>Erst das.</p>"),
        ("nur Text & mehr", "<p>nur Text &amp; mehr</p>"),
        ("<ul>\n <li><span>eins</span></li><li><p>zwei</p></li></ul>", "<ul><li>eins</li><li>zwei</li></ul>"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("<ul><li>a</li></ul> <ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>eins<br><br>zwei<br>drei<br></p>", "<p>eins</p><p>zwei<br/>drei</p>"),
        ("<p>\u200b</p><p> <br> </p>", ""),
        (
            '<b>ein <a href="https://example.org">Wort</a></b>',
            '<p><b>ein</b> <a href="https://example.org"><b>Wort</b></a></p>',
        ),
        ("<table><tr><td>Mo</td><td>8–12</td></tr></table>", "<p>Mo – 8–12</p>"),
        ("<p><span>vor <em>und</em> nach</span></p>", "<p>vor und nach</p>"),
    ],
)
def test_only_our_tags_remain(given, kept):
    assert clean(given) == kept


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<p onclick='x()'>a</p>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href=' JAVASCRIPT:alert(1)'>a</a>",
        "<a href='data:text/html,x'>a</a>",
        "<img src=x onerror=alert(1)>",
        "<iframe src='https://example.org'></iframe>",
        "<style>p{}</style>",
        "<!--<script>--><svg onload=x()></svg>",
        "<a href='https://example.org' onmouseover='x()'>a</a>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<p><script>alert(1)</p>",
        "<a href='java\nscript:alert(1)'>a</a>",
        "<a href='&#106;avascript:alert(1)'>a</a>",
        "<a href='\x01javascript:alert(1)'>a</a>",
        "<a href='vbscript:x'>a</a><base href='javascript:'>",
        "<math><a xlink:href='javascript:alert(1)'>x</a></math>",
        "<p><style><!--</style><img src=x onerror=alert(1)>--></p>",
        '<a href="https://example.org/&quot; onmouseover=&quot;x()">a</a>',
    ],
)
def test_nothing_dangerous_comes_through(attack):
    kept = clean(attack).lower()

    for word in ("<script", "javascript:", "onclick", "onerror", "onload", "onmouseover", "<iframe", "<style", "data:"):
        assert word not in kept


def test_links_keep_their_address_escaped():
    assert clean('<p><a href="https://example.org/?a=1&b=2">da</a></p>') == (
        '<p><a href="https://example.org/?a=1&amp;b=2">da</a></p>'
    )


def test_cleaning_again_changes_nothing():
    once = clean("<div>a<p>b<strong>c<br>d</strong></p><ul><li>x<ol><li>y</li></ol></li></ul>z</div>")

    assert clean(once) == once


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://example.org", True),
        ("mailto:a@example.org", True),
        ("javascript:x", False),
        ("//x", False),
        ("", False),
    ],
)
def test_safe_addresses(address, safe):
    assert is_safe(address) is safe


def test_lines_and_headings():
    assert lines("<p><strong>Online</strong><br>ab 8 Euro</p><ul><li>a</li><li>b</li></ul>") == [
        "Online:",
        "ab 8 Euro",
        "a",
        "b",
    ]


def test_the_first_sentence_is_cut_at_a_word():
    assert first_sentence("<p>Sie brauchen Nr. 5 der Liste. Danach mehr.</p>", 100) == "Sie brauchen Nr. 5 der Liste."
    assert first_sentence("<p><b>Titel</b></p><p>Ein sehr langer Satz ohne Ende</p>", 20) == "Ein sehr langer…"
