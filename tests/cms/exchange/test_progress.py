"""Progress: calm on a terminal, a few lines where nobody watches, none for short lists."""

from io import StringIO

from django.utils import translation

from cms.exchange import progress
from cms.exchange.progress import Progress


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_file_sees_ten_lines_of_a_long_list_and_none_of_a_short_one():
    out = StringIO()
    with translation.override("en"):
        say = Progress(out)
        for total in (1062, 199):
            for done in range(1, total + 1):
                say("services", done, total)

    assert out.getvalue().splitlines()[0] == "107 of 1062 services"
    assert out.getvalue().splitlines()[-1] == "1062 of 1062 services"
    assert len(out.getvalue().splitlines()) == 10


def test_a_terminal_sees_one_line_that_changes_rarely_and_ends(monkeypatch):
    clock = iter(number / 10 for number in range(1000, 2000))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    out = Terminal()
    with translation.override("en"):
        say = Progress(out)
        for done in range(1, 101):
            say("locations", done, 100)

    assert out.getvalue().count("\r") == 21  # every half second of ten
    assert out.getvalue().endswith("\r100 of 100 locations\n")
