"""How one resource names another: its short name, what it is called, and where to read it."""

from __future__ import annotations

from django.http import HttpRequest
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import addresses
from cms.organisation.models import Partner, ServiceLevel


class ServiceLevelField(serializers.ChoiceField):
    """What becomes of a question that is asked of the service centre."""

    def __init__(self, **options):
        super().__init__(
            ServiceLevel.choices,
            help_text="How far the service centre goes. `information`: it says whom to turn to, not more; "
            "`forwarding`: questions are forwarded and answered; `full`: everything it can do.",
            **options,
        )


class PartnerReference(serializers.Serializer):
    """A partner, and where to read it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="Its address in this API.")

    @extend_schema_field(serializers.URLField)
    def get_url(self, partner: Partner) -> str:
        return addresses.of_ours(self.context["request"], "partner", partner.slug)


class Reference(serializers.Serializer):
    """Something of a partner, and where to read it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.URLField(help_text="Its address in this API.")


def reference(kind: str, slug: str, name: str, partner: Partner, request: HttpRequest) -> dict[str, str]:
    """A ``Reference`` to an address that asks for the partner; ``kind`` is the name of the route."""
    return {"slug": slug, "name": name, "url": addresses.of_ours(request, kind, slug, partner=partner.slug)}
