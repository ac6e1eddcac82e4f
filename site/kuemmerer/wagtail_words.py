"""Sentences of Wagtail's that our German says otherwise, as in our guides: a page waits for its release."""

from django.utils.translation import gettext_noop

# Translated in our own catalogue, which comes before Wagtail's.
SAID_OTHERWISE = [
    gettext_noop("Page '%(page_title)s' has been submitted for moderation."),
    gettext_noop("Page '%(page_title)s' created and submitted for moderation."),
    gettext_noop("%(model_name)s '%(object)s' has been submitted for moderation."),
    gettext_noop("%(model_name)s '%(object)s' created and submitted for moderation."),
    gettext_noop("In Moderation"),
    gettext_noop("Sent to %(task_name)s %(started_at)s"),
    gettext_noop("Locked by workflow"),
    gettext_noop("Locked by schedule"),
    gettext_noop("Once scheduled:"),
    gettext_noop("Go-live:"),
    gettext_noop("Expiry:"),
    gettext_noop("Anyone can edit this %(model_name)s"),
    gettext_noop("Only reviewers can edit and approve the %(model_name)s"),
    gettext_noop("Currently locked and will go live on the scheduled date"),
]
