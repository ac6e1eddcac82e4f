"""Every answer is for one partner: the caller names it."""

from django.core.validators import slug_re
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
    partner = Partner.objects.filter(slug=slug).first() if slug_re.match(slug) else None
    if partner is None:
        raise ValidationError({"partner": [_("No partner has this short name.")]})
    return partner
