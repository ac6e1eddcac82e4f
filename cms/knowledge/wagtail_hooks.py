"""What the search adds to Wagtail's admin: everyday words, how a page would be found, and reports."""

from django.urls import path
from wagtail import hooks

from . import engine_views, found_views, gap_views, opinion_views, word_register, word_release  # noqa: F401  (their import registers them)


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("gefunden/<int:page_id>/", found_views.found, name="knowledge_found"),
        path(
            "gefunden/<slug:app_label>/<slug:model_name>/<int:parent_id>/",
            found_views.found_new,
            name="knowledge_found_new",
        ),
    ]
