"""What a server reads before it forks its workers, so that all of them have one copy of it."""

from __future__ import annotations

from django.db import DatabaseError, connections

from cms.organisation.models import Partner

from . import everyday, loading, nearest, sayings, sentences
from .models import Audience


def read_once() -> None:
    """Read the sentence model, the shipped list, the lexicons and the pages of the town that runs the centre.

    Workers follow what changes from there. What lies in the database is read later where it does not answer, or has no
    tables yet; no worker may inherit a connection to it.
    """
    sentences.model()
    everyday.read_in_full()
    try:
        sayings.read_shipped()
        loaded = [loading.current(audience) for audience in Audience]
        town = Partner.objects.own_town_first().first()
        if town:
            nearest.pages(town.pk, loaded[0])
    except (DatabaseError, RuntimeError):  # the latter if the index changes faster than it can be read
        pass
    finally:
        connections.close_all()
