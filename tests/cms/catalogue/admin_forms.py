"""What a browser posts from Wagtail's page editor."""

from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield


def service_form(**fields) -> dict:
    """A service as an editor fills it in; `action` presses a button."""
    action = fields.pop("action", None)
    form = {
        "title": "Personalausweis beantragen",
        "slug": "",
        "everyday_title": "Perso",
        "teaser": "",
        "spoken_answer": "",
        "fees": streamfield([("fee", {"label": "Ausweis", "amount": "37.00", "note": ""})]),
        "processing_time": "3 Wochen",
        "documents": streamfield([("document", {"name": "Foto", "note": ""})]),
        "responsibility": "",
        "online_services": streamfield([]),
        "short_text": "",
        "full_text": rich_text("<p>Persönlich im Bürgerbüro.</p>", features=["bold"]),
        "prerequisites": rich_text("", features=["bold"]),
        "legal_basis": streamfield([]),
        "leika_key": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    } | fields
    if action:
        form[f"action-{action}"] = "1"
    return nested_form_data({name: value for name, value in form.items() if value is not None})


def local_form(service, **fields) -> dict:
    """A local page as a partner's editor fills it in."""
    action = fields.pop("action", None)
    form = {
        "service": service.pk,
        "offered": "on",
        "office": "",
        "fees_mode": "inherit",
        "fees": streamfield([]),
        "local_text": rich_text("<p>Nur dienstags.</p>", features=["bold"]),
        "go_live_at": "",
        "expire_at": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    } | fields
    if action:
        form[f"action-{action}"] = "1"
    return nested_form_data({name: value for name, value in form.items() if value is not None})
