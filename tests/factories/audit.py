"""Actors for tests."""

from cms.audit.models import Actor

NIGHTLY = Actor.system("nightly")
