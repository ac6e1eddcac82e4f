"""Which hit of a search was opened: what the page of a search tells us, for citizens and agents alike."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from cms.knowledge import search_log


@csrf_exempt  # the random id of the page is all it needs, and all it can change
@require_POST
def opened(request: HttpRequest) -> HttpResponse:
    """The same answer to everybody, whether the id holds or not."""
    rank = request.POST.get("rank", "")
    if not rank or (rank.isascii() and rank.isdecimal() and len(rank) <= 3):
        search_log.opened(request.POST.get("search", ""), rank=int(rank) if rank else None)
    return HttpResponse(status=204)
