"""What the search adds to Wagtail's admin: reports of what was searched in vain and of pages that did not help."""

from . import gap_views, opinion_views  # noqa: F401  (their import registers them)
