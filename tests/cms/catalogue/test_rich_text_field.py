"""An untouched form leaves rich text as it is, so that pressing "approve" makes nobody an author."""

import pytest
from wagtail.blocks import StreamBlock

from cms.catalogue.blocks import DocumentBlock, StepBlock
from cms.catalogue.fields import RichTextFormField, StreamFormField


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


def rows(*values) -> list[dict]:
    return [{"type": name, "value": value, "id": "same"} for name, value in values]


@pytest.fixture
def stream():
    return StreamFormField(block=StreamBlock([("step", StepBlock()), ("document", DocumentBlock())]))


def changed(field, stored, posted) -> bool:
    return field.has_changed(field.block.to_python(stored), field.block.to_python(posted))


def test_nor_are_marks_inside_rows_and_parts_that_rows_did_not_have_before(stream):
    stored = rows(("step", {"title": "Erst", "text": "<p>Kommen</p>"}), ("document", {"name": "Foto"}))
    posted = rows(
        ("step", {"title": "Erst", "text": '<p data-block-key="x1">Kommen</p>'}),
        ("document", {"name": "Foto", "kind": "", "note": "", "form_url": ""}),
    )

    assert not changed(stream, stored, posted)


@pytest.mark.parametrize("kind", ["original", "copy"])
def test_another_part_of_a_row_is_a_change(stream, kind):
    assert changed(stream, rows(("document", {"name": "Foto"})), rows(("document", {"name": "Foto", "kind": kind})))


def test_another_order_and_a_row_less_are_changes(stream):
    two = rows(("document", {"name": "Foto"}), ("document", {"name": "Ausweis"}))

    assert changed(stream, two, two[::-1])
    assert changed(stream, two, two[:1])
