"""The register of letters' texts: a partner's editors keep its own, administrators those of all."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import OwnChoices, Register
from cms.organisation.admin_views import RowPage
from cms.organisation.forms import RegisterForm

from . import letter_html, letter_language, letters
from .models import LetterText


class LetterTextForm(RegisterForm):
    """Looks at every value before it is saved; a text stays with its partner, its letter and its language."""

    fixed = ("partner", "letter", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.letter:
            text = self.fields["text"]
            text.help_text = f"{text.help_text} {_you_can_use(letters.known_values(self.instance.letter))}"

    def clean(self):
        given = super().clean()
        letter = given.get("letter") or self.instance.letter
        if not letter:
            return given
        known = letters.known_values(letter)
        for name in ("subject", "text", "html"):
            faults = list(letter_language.faults_of(given.get(name) or "", known))
            if name == "html":
                faults += letter_html.faults_of(given.get(name) or "")
            if faults:
                self.add_error(name, ValidationError([*dict.fromkeys(faults), _you_can_use(known)]))
        for name in ("text", "html"):
            written = given.get(name) or ""
            said = letter_language.values_in(written) | letter_language.values_in(given.get("subject") or "")
            missing = [each for each in letters.NEEDS[letter] if each not in said]
            if written.strip() and missing and not self.has_error(name):
                text = _("Without %(names)s nobody could do anything with this letter.")
                self.add_error(name, text % {"names": _in_braces(missing)})
        return given


def _in_braces(names: Iterable[str]) -> str:
    return ", ".join(f"{{{{ {each} }}}}" for each in names)


def _you_can_use(names: Iterable[str]) -> str:
    return _("You can use: %s") % _in_braces(names)


class Preview(RowPage):
    """The letter with an example of every value, as plain text and as HTML; beside it what it can say."""

    link = gettext_lazy("Preview")
    template_name = "citizens/preview.html"

    def get_context_data(self, **kwargs):
        row = self.instance
        own = letters.Wording(row.subject, row.text, row.html)
        context = {
            "written": letters.sample(own, row.language, row.partner.name),
            "shipped": letters.shipped(row.letter, row.language),
            "values": [(name, letters.VALUES[name].means) for name in letters.known_values(row.letter)],
            "edit_url": self.url_helper.get_action_url("edit", self.pk_quoted),
        }
        return super().get_context_data(**{**context, **kwargs})


@modeladmin_register
class LetterTexts(Register):
    model = LetterText
    form_class = LetterTextForm
    menu_icon = "mail"
    menu_order = 327
    list_display = ["letter", "language", "partner", "subject"]
    list_select_related = ["partner"]
    list_filter = [("partner", OwnChoices), "letter", "language"]
    search_fields = ["subject", "text", "html"]
    list_export = ["letter", "language", "partner", "subject", "text", "html"]
    inspect_view_fields = list_export
    row_views = {"preview": Preview}
    panels = [
        FieldRowPanel([FieldPanel("partner"), FieldPanel("letter"), FieldPanel("language")]),
        FieldPanel("subject"),
        FieldPanel("text"),
        FieldPanel("html"),
    ]
