"""Forms in KERN's look: labels, hints and errors belong to their fields, also for those who do not see them."""

from django import forms
from django.utils import translation

from kuemmerer.forms import KernForm


class Wish(KernForm):
    words = forms.CharField(label="Wunsch", help_text="In einem Satz")
    way = forms.ChoiceField(label="Weg", choices=[("a", "Brief"), ("b", "Telefon")], widget=forms.RadioSelect)
    town = forms.ChoiceField(label="Ort", choices=[("", "–")], required=False)
    agreed = forms.BooleanField(label="Einverstanden", required=False)


def shown(form) -> str:
    with translation.override("de"):
        return str(form)


def test_every_widget_wears_its_class():
    page = shown(Wish())

    assert 'class="kern-form-input__input"' in page
    assert 'class="kern-form-check__radio"' in page
    assert 'class="kern-form-input__select"' in page
    assert 'class="kern-form-check__checkbox"' in page


def test_a_hint_and_an_error_are_read_out_with_their_field():
    page = shown(Wish({"words": ""}))

    assert 'aria-describedby="id_words_helptext id_words_error"' in page
    assert 'id="id_words_helptext"' in page
    assert 'id="id_words_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_way_error"' in page


def test_the_summary_on_top_leads_to_the_fields():
    page = shown(Wish({"words": ""}))

    assert page.index('role="alert"') < page.index('id="id_words"')
    assert 'href="#id_words"' in page
    assert 'href="#id_way_0"' in page


def test_without_errors_there_is_no_summary():
    assert 'role="alert"' not in shown(Wish())


def test_what_may_be_left_out_says_so():
    page = shown(Wish())

    assert page.count("(freiwillig)") == 1


def test_what_is_typed_is_escaped():
    assert "<script>" not in shown(Wish({"words": '"><script>'}))
