"""Everyday words for tests: in force from their first moment unless the test says otherwise."""

from factory.django import DjangoModelFactory

from cms.knowledge.models import EverydayWord


class EverydayWordFactory(DjangoModelFactory):
    class Meta:
        model = EverydayWord

    words = "Fiffi"
    means = "Hund"
