"""What a browser posts from Wagtail's page editor."""

from datetime import timedelta

from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.factories.catalogue import TopicFactory
from tests.factories.organisation import ResponsibilityFactory

COMMENTS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}


def service_form(**fields) -> dict:
    """A complete service as an editor fills it in; `action` presses a button."""
    if "responsibility" not in fields:
        fields["responsibility"] = ResponsibilityFactory().pk
    if "topics" not in fields:
        fields["topics"] = TopicFactory().pk
    form = {
        "title": "Personalausweis beantragen",
        "slug": "",
        "everyday_title": "Perso",
        "teaser": "",
        "spoken_answer": "Den Personalausweis beantragen Sie im Bürgerbüro.",
        "fees": streamfield([("fee", {"label": "Ausweis", "amount": "37.00", "amount_until": "", "note": ""})]),
        "processing_time": "3 Wochen",
        "deadlines": streamfield([]),
        "visit_minutes": "",
        "documents": streamfield([("document", {"name": "Foto", "kind": "", "note": "", "form_url": ""})]),
        "online_services": streamfield([]),
        "whose_name": "",
        "whose_phone": "",
        "whose_url": "",
        "short_text": "",
        "full_text": rich_text("<p>Persönlich im Bürgerbüro.</p>", features=["bold"]),
        "target_group": "",
        "prerequisites": rich_text("", features=["bold"]),
        "steps": streamfield([]),
        "forms": streamfield([]),
        "remedies": rich_text("", features=["bold"]),
        "notes": rich_text("", features=["bold"]),
        "legal_basis": streamfield([]),
        "related_services": {"count": 0},
        "leika_key": "",
        "review_on": (timezone.localdate() + timedelta(days=180)).isoformat(),
        "professionally_released_by": "",
        "professionally_released_on": "",
        "seo_title": "",
        "search_description": "",
    }
    return _posted(form, fields)


def local_form(service, **fields) -> dict:
    """A local page as a partner's editor fills it in."""
    form = {
        "service": service.pk,
        "offered": "on",
        "whose_name": "",
        "whose_phone": "",
        "whose_url": "",
        "office": "",
        "fees_mode": "inherit",
        "fees": streamfield([]),
        "processing_time_mode": "inherit",
        "processing_time": "",
        "documents_mode": "inherit",
        "documents": streamfield([]),
        "spoken_answer": "",
        "local_text": rich_text("<p>Nur dienstags.</p>", features=["bold"]),
        "local_text_simple": rich_text("", features=["bold"]),
        "local_text_en": rich_text("", features=["bold"]),
    }
    return _posted(form, fields)


def _posted(form: dict, fields: dict) -> dict:
    action = fields.pop("action", None)
    form |= {"go_live_at": "", "expire_at": "", "comments": COMMENTS} | fields
    if action:
        form[f"action-{action}"] = "1"
    return nested_form_data({name: value for name, value in form.items() if value is not None})
