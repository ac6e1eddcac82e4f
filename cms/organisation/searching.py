"""How registers of telephone numbers are searched: a number is found by its digits, however it is grouped."""

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace
from wagtail_modeladmin.helpers import DjangoORMSearchHandler

from .dialling import BETWEEN_DIGITS, from_here

NUMBERS = {"phone", "number"}
FEWEST_DIGITS = 3


class ByDigits(DjangoORMSearchHandler):
    """“06990009119” and “+49 69 90009-119” find “069 90009 119”; everything else is searched as in other registers."""

    def search_queryset(self, queryset: QuerySet, search_term: str, **kwargs) -> QuerySet:
        by_words = super().search_queryset(queryset, search_term, **kwargs)
        digits = from_here(search_term or "")
        if len(digits) < FEWEST_DIGITS:
            return by_words
        (number,) = NUMBERS & set(self.search_fields)
        by_digits = queryset.alias(digits=digits_of(number)).filter(digits__contains=digits)
        either = Q(pk__in=by_words.order_by().values("pk")) | Q(pk__in=by_digits.order_by().values("pk"))
        return queryset.filter(either)


def digits_of(field: str) -> Replace:
    """The column without what people put between digits, and as it is dialled within Germany."""
    digits = F(field)
    for out, into in [("(0)", ""), ("+49", "0"), *((sign, "") for sign in BETWEEN_DIGITS)]:
        digits = Replace(digits, Value(out), Value(into))
    return digits
