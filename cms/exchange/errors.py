"""Refusals of the exchange, each with a message for the person who started it."""

from django.utils.translation import gettext as _


class ExchangeError(Exception):
    """Something the exchange refuses."""


class AlreadyImporting(ExchangeError):
    """Two imports at once would make the same pages twice."""


class BrokenFile(ExchangeError):
    """A file cannot be taken over as it is; nothing has been written."""

    LISTED = 20

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__("\n".join(problems[: self.LISTED] + self._more()))

    def _more(self) -> list[str]:
        left = len(self.problems) - self.LISTED
        return [_("… and %(number)d more") % {"number": left}] if left > 0 else []
