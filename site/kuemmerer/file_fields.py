"""Files in a form, for both faces: what was brought once is held by the server while the rest is put right.

A browser never keeps a chosen file when a form comes back. So whatever can be taken is taken at once, and the form
carries a handle; only what was refused has to be chosen anew. Works without JavaScript.
"""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from workflows.cases import actions
from workflows.cases.errors import FileNotTaken, TooManyFiles
from workflows.cases.models import CaseFile

ACCEPT = ".pdf,.jpg,.jpeg,.png,.webp,.heic,application/pdf,image/jpeg,image/png,image/webp,image/heic"
NEVER_RUN = "default-src 'none'; sandbox"


class FilesInput(forms.FileInput):
    """Chooses several files and lists those that are held already, each with a box to leave it out."""

    template_name = "kern/files.html"
    allow_multiple_selected = True

    def __init__(self, attrs=None):
        super().__init__({"accept": ACCEPT, "multiple": True, **(attrs or {})})
        self.held: Sequence[CaseFile] = ()

    def value_from_datadict(self, data, files, name):
        listed = data.getlist if hasattr(data, "getlist") else lambda key: data.get(key) or []
        brought = files.getlist(name) if hasattr(files, "getlist") else files.get(name) or []
        return {"handles": listed(name), "dropped": listed(f"{name}-drop"), "brought": brought}

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        return {**super().get_context(name, None, attrs), "held": self.held}


class BoundFiles(forms.BoundField):
    """Its value is what is held by now, so that a page which only carries the form on carries the files as well."""

    def value(self):
        if self.form.is_bound:
            self.form.errors  # noqa: B018  (cleaning takes the files in)
        return self.field.handles()


class FilesField(forms.Field):
    """The files of one question; its clean value is a list of ``CaseFile`` that wait."""

    widget = FilesInput
    hidden_widget = forms.MultipleHiddenInput
    default_error_messages = {"required": _("Please add a file.")}

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "help_text",
            _(
                "PDF or picture (JPEG, PNG, WebP, HEIC), at most 10 MB each and five altogether. What has been taken "
                "stays here if something else has to be corrected; a file that was refused must be chosen again."
            ),
        )
        super().__init__(**kwargs)
        self.held: list[CaseFile] = []

    def get_bound_field(self, form, field_name):
        return BoundFiles(form, self, field_name)

    def keep(self, files: Sequence[CaseFile]) -> None:
        """Show these as held already."""
        self.held = self.widget.held = list(files)

    def clean(self, value):
        self._go_on_with(value["handles"], value["dropped"])
        faults = self._take(value["brought"])
        self.keep(self.held)
        if faults:
            raise ValidationError(faults)
        self.validate(self.held)
        return self.held

    def handles(self) -> list[str]:
        return [file.handle for file in self.held]

    def _go_on_with(self, handles, dropped) -> None:
        found = actions.waiting_files(handles)
        self.held = [file for file in found if file.handle not in dropped]
        for file in found:
            if file.handle in dropped:
                actions.let_go(file)

    def _take(self, brought: Sequence[File]) -> list[str]:
        """Hold what can be held; a sentence for each that cannot."""
        faults = []
        for file in brought:
            try:
                if len(self.held) >= actions.FILES_AT_MOST:
                    raise TooManyFiles
                self.held.append(actions.hold_file(file))
            except FileNotTaken as refusal:
                faults.append(_("“%(name)s”: %(refusal)s") % {"name": file.name, "refusal": refusal})
        return faults


def handed_out(file: CaseFile) -> FileResponse:
    """The content to be saved, never shown or run by the browser, for whoever was let in by the view."""
    response = FileResponse(file.open(), as_attachment=True, filename=file.name, content_type=file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = NEVER_RUN
    response["Cache-Control"] = "no-store, private"
    return response
