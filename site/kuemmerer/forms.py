"""How every form of both faces looks: KERN's classes on Django's own fields, one template for all.

A form takes the look by inheriting ``KernLook`` before its Django form class; ``{{ form }}`` then gives the summary of
errors and every field, ``{{ form.name.as_field_group }}`` one field, and ``kern/errors.html`` the summary alone.
"""

from django import forms
from django.forms.renderers import DjangoTemplates

CLASS_OF_WIDGET = {
    forms.CheckboxInput: "kern-form-check__checkbox",
    forms.CheckboxSelectMultiple: "kern-form-check__checkbox",
    forms.RadioSelect: "kern-form-check__radio",
    forms.Select: "kern-form-input__select",
    forms.HiddenInput: "",
}


class KernRenderer(DjangoTemplates):
    """Draws forms and fields with the templates under kern/."""

    form_template_name = "kern/form.html"
    field_template_name = "kern/field.html"


class KernLook:
    """Mix in before a form class: sets KERN's classes and leaves every message to the server's words."""

    default_renderer = KernRenderer
    marks_optional = True
    # The browser's own bubbles come in its language and vanish; the server's sentence stays beside the field.
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            self.dress(field)

    def dress(self, field: forms.Field) -> None:
        """Give one field its look; a form that adds fields of its own later calls it for them."""
        field.widget.attrs.setdefault("class", self._class_of(field.widget))
        if field.required and not field.widget.is_hidden and not field.widget.use_fieldset:
            field.widget.attrs.setdefault("aria-required", "true")

    @staticmethod
    def _class_of(widget: forms.Widget) -> str:
        for kind in type(widget).__mro__:
            if kind in CLASS_OF_WIDGET:
                return CLASS_OF_WIDGET[kind]
        return "kern-form-input__input"

    def get_context(self):
        return {**super().get_context(), "faulty": self.faulty()}

    def faulty(self) -> list[forms.BoundField]:
        """The fields with an error in their order, for the links of the summary."""
        return [bound for bound in self if bound.errors]


class KernForm(KernLook, forms.Form):
    """A form in KERN's look."""
