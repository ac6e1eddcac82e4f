"""Whose names Wagtail's filters offer: people of one's own partners and of the centre."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django_filters.filters import QuerySetRequestMixin

from .models import Partner
from .querysets import ALL_PARTNERS


def known_to(user: models.Model) -> models.QuerySet:
    """Everybody for the centre; who works only for other partners is left out for all others."""
    people = get_user_model().objects.all()
    if user.has_perm(ALL_PARTNERS):
        return people
    own = Partner.objects.edited_by(user)
    only_of_others = people.filter(_works_for(Partner.objects.exclude(pk__in=own))).exclude(
        pk__in=people.filter(_works_for(own))
    )
    return people.exclude(pk__in=only_of_others)


def _works_for(partners: models.QuerySet) -> Q:
    return Q(groups__partner__in=partners) | Q(memberships__department__partner__in=partners)


def guard() -> None:
    """Every filter by a person gets its choices here; Wagtail offers whoever has written anything anywhere."""
    if not hasattr(QuerySetRequestMixin.field.fget, "of_the_known"):
        QuerySetRequestMixin.field = _of_the_known(QuerySetRequestMixin.field)


def _of_the_known(choices: property) -> property:
    def field(each):
        found, request = choices.fget(each), each.get_request()
        people = getattr(found, "queryset", None)
        if request is not None and people is not None and people.model is get_user_model():
            found.queryset = people.filter(pk__in=known_to(request.user).values("pk"))
        return found

    field.of_the_known = True
    return property(field)
