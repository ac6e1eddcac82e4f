"""The groups that open screens; what somebody may do in a department comes only from the membership there."""

CENTRAL_EDITOR = "Zentrale Redaktion"
APPROVER = "Freigabe"
DEPARTMENT_STAFF = "Sachbearbeitung"
AGENT = "Servicecenter"
CENTRE_LEAD = "Leitung Servicecenter"
ADMINISTRATOR = "Administration"
# Together with a partner's group of editors: invites people for that partner.
PARTNER_ADMINISTRATOR = "Administration eines Partners"


def partner_editor(partner_name: str) -> str:
    """Every partner has a group of editors of its own: Wagtail's page rights are given to groups."""
    return f"Redaktion {partner_name}"
