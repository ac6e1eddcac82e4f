"""How far a citizen's question is: shown to whoever has its number and code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cms.accounts import attempts
from cms.accounts.errors import TooManyAttempts
from townhall import words
from townhall.forms import StatusForm
from workflows.cases import actions
from workflows.cases.errors import CaseNotFound


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """The code comes in the body, never in the address; so the answer is shown without a redirect and kept nowhere."""
    form = StatusForm(request.POST or None)
    if form.is_valid():
        here = attempts.network_address(request)
        try:
            attempts.count(attempts.CODES_FROM_HERE, here)
            case = actions.case_for_citizen(**form.cleaned_data, at=timezone.now())
        except (CaseNotFound, TooManyAttempts) as refusal:
            form.add_error(None, str(refusal))
        else:
            attempts.take_back(attempts.CODES_FROM_HERE, here)
            found = case.for_citizen()
            context = {
                "case": found,
                "promised": words.moment(found.promised_at),
                "reasons": words.reasons(found.promise_reasons),
            }
            return render(request, "townhall/case.html", context)
    return render(request, "townhall/status.html", {"form": form})
