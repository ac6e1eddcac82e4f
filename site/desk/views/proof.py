"""Whether somebody is lost: the last nightly proof, for the centre's lead and the administrators."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from desk.access import PROOF, opens
from workflows.assurance.models import ProofRun


@opens(PROOF)
@require_safe
def proof(request):
    """The empty list, or what is wrong; a night without a proof is said too."""
    run = ProofRun.objects.last()
    context = {"run": run, "is_late": run is not None and run.is_late(timezone.now())}
    return render(request, "desk/proof.html", context)
