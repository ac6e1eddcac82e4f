"""Why accounts say no."""

from django.utils.translation import gettext_lazy as _


class NeverDeleted(Exception):
    """People are deactivated: cases and events lead to them."""

    def __init__(self):
        super().__init__(_("People are deactivated, not deleted: cases and events lead to them."))
