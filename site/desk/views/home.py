"""Where everybody lands after the door: on the first screen her rights open."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render

from desk import navigation


@login_required
def home(request):
    ways = navigation.ways_of(request.user)
    if ways:
        return redirect(ways[0].url)
    return render(request, "desk/no_rights.html", status=403)
