"""Caller details of Erika, who asks."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from workflows.citizens.models import CallerDetails, Letter

ERIKA = {"name": "Erika Mustermann", "email": "erika@example.org"}


class CallerDetailsFactory(DjangoModelFactory):
    class Meta:
        model = CallerDetails

    name = ERIKA["name"]
    email = ERIKA["email"]
    delete_after = date(2099, 12, 31)


class LetterFactory(DjangoModelFactory):
    class Meta:
        model = Letter

    details = factory.SubFactory(CallerDetailsFactory)
    key = factory.Sequence(lambda n: f"letter:{n}")
    subject = "Ihre Antwort"
    body = "Guten Tag"
