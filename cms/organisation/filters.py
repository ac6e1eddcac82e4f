"""Filters of the registers that are no plain field."""

from django.contrib.admin import SimpleListFilter
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Ended(SimpleListFilter):
    """Departments that stand, and those that have ended."""

    title = _("state")
    parameter_name = "ended"

    def lookups(self, request, model_admin):
        return [("no", _("stands")), ("yes", _("has ended"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "no":
            return queryset.standing(today)
        return queryset.filter(ended_on__lte=today) if self.value() == "yes" else queryset


class Unmapped(SimpleListFilter):
    """Responsibilities that no partner has mapped to an office: nobody offers their services."""

    title = _("mapped")
    parameter_name = "mapped"

    def lookups(self, request, model_admin):
        return [("no", _("by nobody")), ("yes", _("by somebody"))]

    def queryset(self, request, queryset):
        return (
            queryset.filter(holders=0)
            if self.value() == "no"
            else (queryset.filter(holders__gt=0) if self.value() == "yes" else queryset)
        )
