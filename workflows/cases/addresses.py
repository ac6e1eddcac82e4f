"""Where citizens and staff find a case, as full addresses for letters and mails."""

from django.conf import settings

from cms.organisation.models import Partner


def status_page(partner: Partner, reference: str, language: str = "de") -> str:
    """The page of a case on which a citizen types her code, on her town hall's own host."""
    root = partner.site.root_url if partner.site_id else settings.WAGTAILADMIN_BASE_URL
    return f"{root.rstrip('/')}{'/en' if language.startswith('en') else ''}/anliegen/{reference}/"


def at_the_desk(reference: str) -> str:
    """The page of a case for staff; it asks for the login first."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/desk/anliegen/{reference}/"


def of_the_lead() -> str:
    """The lead's view of her departments."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/desk/eingang/leitung/"
