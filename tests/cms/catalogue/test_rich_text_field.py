"""An untouched form leaves rich text as it is, so that pressing "approve" makes nobody an author."""

import pytest

from cms.catalogue.fields import RichTextFormField


@pytest.mark.parametrize(
    ("stored", "posted"),
    [
        ("", '<p data-block-key="nafaz"></p>'),
        ('<p data-block-key="nafaz"></p>', ""),
        (None, ""),
        ("<p>Bitte klingeln.</p>", '<p data-block-key="nafaz">Bitte klingeln.</p>'),
        ('<ul><li data-block-key="a1">Foto</li></ul>', '<ul><li data-block-key="b2">Foto</li></ul>'),
    ],
)
def test_the_editors_marks_are_no_change(stored, posted):
    assert not RichTextFormField(required=False).has_changed(stored, posted)


def test_another_word_is_a_change():
    assert RichTextFormField(required=False).has_changed("<p>Bitte klingeln.</p>", "<p>Bitte klopfen.</p>")


@pytest.mark.parametrize("nothing", ["", "<p></p>", '<p data-block-key="a1"></p><p data-block-key="b2"> </p>'])
def test_empty_paragraphs_are_stored_as_no_text(nothing):
    assert RichTextFormField(required=False).clean(nothing) == ""


def test_a_text_keeps_its_marks():
    text = '<p data-block-key="a1">Bitte klingeln.</p>'

    assert RichTextFormField(required=False).clean(text) == text
