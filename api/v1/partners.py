"""Every answer is for one partner: the caller names it."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from cms.organisation.models import Partner

PARTNER_PARAMETER = OpenApiParameter(
    "partner", str, required=True, description="Short name of the partner, for example lindenfurt."
)


def partner_of(request: Request) -> Partner:
    """The partner that ``?partner=`` names; refuses none and an unknown one beside the parameter."""
    slug = request.query_params.get("partner", "")
    if not slug:
        raise ValidationError({"partner": [_("Say which partner, for example ?partner=lindenfurt.")]})
    try:
        return Partner.objects.get(slug=slug)
    except (Partner.DoesNotExist, ValueError):
        raise ValidationError({"partner": [_("No partner has this short name.")]}) from None
