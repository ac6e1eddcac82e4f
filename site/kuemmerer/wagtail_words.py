"""Sentences of Wagtail's that our German says otherwise: who submits a page waits for its release, as in our guides."""

from django.utils.translation import gettext_noop

# Translated in our own catalogue, which comes before Wagtail's.
SAID_OTHERWISE = [
    gettext_noop("Page '%(page_title)s' has been submitted for moderation."),
    gettext_noop("Page '%(page_title)s' created and submitted for moderation."),
    gettext_noop("%(model_name)s '%(object)s' has been submitted for moderation."),
    gettext_noop("%(model_name)s '%(object)s' created and submitted for moderation."),
]
