"""Pages of the admin beside the register of everyday words: a word ends, a file comes in, a file goes out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation.approvers import may_release
from cms.organisation.table_files import FileForm, FileRefused
from cms.organisation.tenancy import may_edit

from . import actions
from .errors import KnowledgeError
from .models import EverydayWord
from .word_files import WordFile, headings, plan_import, written


def what_can_end(user, word: EverydayWord) -> str:
    """What this person may do to end it: withdraw what is in force, discard what never was; or nothing."""
    if word.live:
        return "withdraw" if may_release(user, word) else ""
    may_change = user.has_perm("knowledge.change_everydayword") and may_edit(user, word)
    return "discard" if may_change and not word.first_published_at else ""


def end(request: HttpRequest, word: EverydayWord) -> HttpResponse:
    """Says what will follow, then does it."""
    how = what_can_end(request.user, word)
    if not how:
        raise PermissionDenied
    if request.method == "POST":
        try:
            if how == "withdraw":
                actions.withdraw_everyday_word(word, by=request.user)
                told = _("“%(word)s” is not in force any more.")
            else:
                actions.discard_everyday_word(word, by=request.user)
                told = _("“%(word)s” has been discarded.")
        except KnowledgeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, told % {"word": word})
        return redirect(listing())
    return render(request, "knowledge/admin/end_word.html", {"word": word, "how": how, "listing": listing()})


def bring(request: HttpRequest) -> HttpResponse:
    """First what a file would do, line by line, then all of it or nothing."""
    if request.method != "POST":
        return _file_page(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _file_page(request, form, status=422)
    given, shown = form.cleaned_data["file"], form.cleaned_data["shown"]
    try:
        content = WordFile.of_bytes(given.read()) if given else WordFile(form.cleaned_data["text"])
        plan = plan_import(content, user=request.user)
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return _file_page(request, form, status=422)
    if given or plan.errors or shown != plan.fingerprint:
        again = FileForm(initial={"text": content.text, "shown": plan.fingerprint})
        changed = bool(shown) and not given and not plan.errors
        status = 422 if plan.errors else 200
        return _file_page(request, again, plan=plan, changed_meanwhile=changed, status=status)
    plan.carry_out(by=request.user)
    messages.success(request, plan.told())
    return redirect(listing())


def _file_page(request: HttpRequest, form: FileForm, *, status: int = 200, **context) -> HttpResponse:
    columns = ", ".join(headings())
    context |= {"title": _("Read everyday words from a file"), "form": form, "listing": listing()}
    context |= {"export": address("export"), "columns": columns}
    return render(request, "knowledge/admin/word_file.html", context, status=status)


def export(request: HttpRequest) -> HttpResponse:
    """The words this person sees, as a file that can be read again."""
    rows = EverydayWord.objects.seen_by(request.user).with_state().select_related("partner").order_by("words", "pk")
    answer = StreamingHttpResponse(written(rows.iterator(chunk_size=500)), content_type="text/csv; charset=utf-8")
    name = f"{_('everyday words').replace(' ', '-')}-{timezone.localdate().isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def address(name: str, *args: object) -> str:
    return reverse(EverydayWord.snippet_viewset.get_url_name(name), args=args)


def listing() -> str:
    return address("list")
