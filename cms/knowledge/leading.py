"""The everyday words that lead to a page: those of the installation, and of the list the product ships."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from cms.catalogue.models import ServicePage

from . import loading
from .everyday import shipped
from .models import Audience, EverydayWord
from .records import KEYWORDS, Text, record_of


@dataclass(frozen=True)
class Leading:
    """What leads to one page, for one person."""

    own: list[EverydayWord]  # released or not; what waits for its release as it will be
    shipped: list[str]


def leading_to(page: ServicePage, *, user) -> Leading:
    """Words that mean the page itself, or all of what stands in its title or everyday title.

    Of the installation's words those this person sees, and those for all partners.
    """
    titles = stems_of_titles(page)

    def leads(meanings) -> bool:
        return any(
            meaning.page == page.pk or (meaning.stems and titles.issuperset(meaning.stems)) for meaning in meanings
        )

    rows = EverydayWord.objects.filter(Q(pk__in=EverydayWord.objects.seen_by(user).values("pk")) | Q(partner=None))
    rows = rows.exclude(kind=EverydayWord.Kind.EQUAL).with_state().select_related("partner", "page")
    drafts = []
    for row in rows:
        draft = row if row.live and not row.waits else row.get_latest_revision_as_object()
        draft.waits = row.waits
        if any(leads(each.meanings) for each in draft.expressions()):
            drafts.append(draft)
    mine = {saying.written for saying in shipped().sayings if leads(saying.meanings)}
    return Leading(drafts, sorted(mine, key=str.casefold))


def stems_of_titles(page: ServicePage) -> frozenset[str]:
    """The stems of title and everyday title, with those of their parts."""
    split = loading.current(Audience.PUBLIC).lexicon.split
    record = record_of(Text(page.title, page.everyday_title), split)
    return frozenset(stem for stem, counts in record.stems.items() if any(counts[: KEYWORDS + 1]))
