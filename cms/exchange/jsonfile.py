"""Reads a JSON file of records one by one, however big it is, and writes down what is wrong with each value."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from json.decoder import WHITESPACE
from pathlib import Path
from typing import TextIO, TypeVar

from django.utils.translation import gettext as _

AT_ONCE = 1 << 18
LARGEST_FILE = 256 << 20
LARGEST_RECORD = 8 << 20
MOST_PROBLEMS = 1000
LONGEST_SIGN = 16  # “false” or an escaped letter may be cut in two

Built = TypeVar("Built")


def records(path: Path, build: Callable[[Fields], Built], problems: list[str]) -> list[Built]:
    """The records of a file, a list or an object with the list under “data”; what is wrong goes into `problems`."""
    found: list[Built] = []
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            problems.append(
                _("%(file)s has %(size)d MB; an import takes at most %(limit)d MB. Split the file.")
                % {"file": path.name, "size": size >> 20, "limit": LARGEST_FILE >> 20}
            )
            return []
        with path.open(encoding="utf-8-sig") as file:  # Windows begins its files with a mark that nobody sees
            for position, raw in enumerate(_Stream(file).rows(), start=1):
                found += _record(raw, path, position, build, problems)
                if len(problems) >= MOST_PROBLEMS:
                    problems.append(_("%(file)s: too much is wrong to go on reading.") % {"file": path.name})
                    break
    except FileNotFoundError:
        problems.append(_("There is no file %(file)s.") % {"file": path})
    except OSError as error:
        problems.append(_("%(file)s cannot be read: %(why)s.") % {"file": path.name, "why": error.strerror})
    except _WrongShape as error:
        problems.append(f"{path.name}: {error}")
    except UnicodeDecodeError:
        problems.append(_("%(file)s is not a text in UTF-8.") % {"file": path.name})
    except RecursionError:
        problems.append(_("%(file)s is nested too deeply.") % {"file": path.name})
    except ValueError as error:
        problems.append(
            _("%(file)s is not JSON after record %(number)d: %(why)s.")
            % {"file": path.name, "number": len(found), "why": error}
        )
    return found


def repeated(path: Path, ids: Iterable[str]) -> list[str]:
    """A sentence for every id that a file has more than once."""
    return [
        _("%(file)s: the id %(id)s is there %(times)d times.") % {"file": path.name, "id": key, "times": times}
        for key, times in Counter(ids).items()
        if times > 1 and key
    ]


def _record(raw: object, path: Path, position: int, build: Callable, problems: list[str]) -> list:
    where = _("%(file)s, record %(number)d") % {"file": path.name, "number": position}
    if not isinstance(raw, dict):
        problems.append(_("%(where)s must be an object, not %(type)s.") % {"where": where, "type": _type(raw)})
        return []
    if isinstance(raw.get("id"), str | int):
        where += f" (id {str(raw['id'])[:60]})"
    return [build(Fields(where, raw, problems))]


class Fields:
    """Takes typed values out of one object of the file and writes down what is wrong with them."""

    def __init__(self, where: str, raw: dict, problems: list[str]):
        self.where = where
        self.raw = raw
        self.problems = problems

    def wrong(self, name: str, what: str) -> None:
        self.problems.append(
            _("%(where)s, field “%(field)s”: %(what)s") % {"where": self.where, "field": name, "what": what}
        )

    def has(self, name: str) -> bool:
        return self.raw.get(name) not in (None, "", [], {})

    def text(self, name: str, *, required: bool = False, longest: int | None = None) -> str:
        """Text; a missing one is empty. Exports say “false” where they mean that there is none."""
        value = self.raw.get(name)
        if (value is None or value is False) and not required:
            return ""
        if value is None:
            self.wrong(name, _("is missing."))
            return ""
        if not isinstance(value, str):
            self.wrong(name, _("must be text, not %(type)s.") % {"type": _type(value)})
            return ""
        value = value.strip()
        if required and not value:
            self.wrong(name, _("is missing."))
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            self.wrong(name, _("holds a character that no database stores."))
        if longest and len(value) > longest:
            self.wrong(name, _("is longer than %(limit)d characters.") % {"limit": longest})
        return value

    def key(self, name: str) -> str:
        value = self.raw.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(name, required=True, longest=120)

    def flag(self, name: str, default: bool) -> bool:
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            self.wrong(name, _("must be true or false, not %(type)s.") % {"type": _type(value)})
        return value is True

    def number(self, name: str, default: int | None = 0) -> int | None:
        value = self.raw.get(name)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(name, _("must be a whole number, not %(type)s.") % {"type": _type(value)})
            return default
        return value

    def part(self, name: str) -> Fields:
        """An object inside the record; a missing one is empty."""
        value = self.raw.get(name)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.wrong(name, _("must be an object, not %(type)s.") % {"type": _type(value)})
            value = {}
        return Fields(f"{self.where}, {name}", value, self.problems)

    def parts(self, name: str) -> list[Fields]:
        """The objects of a list inside the record; a missing list is empty."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, _("must be a list, not %(type)s.") % {"type": _type(value)})
            return []
        found = []
        for position, item in enumerate(value, start=1):
            if isinstance(item, dict):
                found.append(Fields(f"{self.where}, {name} {position}", item, self.problems))
            else:
                self.wrong(f"{name} {position}", _("must be an object, not %(type)s.") % {"type": _type(item)})
        return found


class _WrongShape(ValueError):
    """Valid JSON, but no list of records."""


class _Stream:
    """Decodes the list of a file record by record: a file of 50 MB needs the memory of one record."""

    def __init__(self, file: TextIO):
        self.file = file
        self.text = ""
        self.at = 0
        self.ended = False
        self.decode = json.JSONDecoder(parse_constant=_no_number).raw_decode

    def rows(self) -> Iterator[object]:
        begins = self._next()
        if begins == "[":
            yield from self._list()
        elif begins == "{":
            yield from self._under_data()
        else:
            if begins:
                self._value()  # says what is wrong if it is no JSON at all
            raise _WrongShape(_("must be a list of records, or hold one under “data”."))
        if self._next():
            raise ValueError(_("something follows after the end"))

    def _under_data(self) -> Iterator[object]:
        """An object: its "data" must be a list, whatever else it has is skipped."""
        there = False
        self._skip("{")
        while self._next() not in ("}", ""):
            name = self._value()
            self._skip(":")
            if name == "data" and self._next() == "[":
                there = True
                yield from self._list()
            else:
                self._value()
            if self._next() != "}":
                self._skip(",")
        self._skip("}")
        if not there:
            raise _WrongShape(_("must hold a list of records under “data”."))

    def _list(self) -> Iterator[object]:
        self._skip("[")
        while self._next() != "]":
            yield self._value()
            if self._next() != "]":
                self._skip(",")
                if self._next() == "]":
                    raise ValueError(_("a comma stands before the end of the list"))
        self._skip("]")

    def _value(self) -> object:
        self._next()
        while True:
            try:
                value, end = self.decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if self._is_damaged(error) or not self._more():
                    raise ValueError(self._why(error.pos)) from None
                continue
            # A number could go on in what has not been read yet.
            if end < len(self.text) or not self._more():
                self.at = end
                return value

    def _is_damaged(self, error: json.JSONDecodeError) -> bool:
        """Whether more text cannot mend it: an error far from the end, but for a string that has no end yet."""
        return error.pos + LONGEST_SIGN < len(self.text) and not error.msg.startswith("Unterminated string")

    def _why(self, position: int) -> str:
        found = self.text[position : position + 20]
        if self.ended and (not found.strip() or found[0] == '"'):
            return _("it ends in the middle")
        return _("“%(text)s” is out of place") % {"text": " ".join(found.split())}

    def _next(self) -> str:
        """The next sign that is not white space, "" at the end."""
        while True:
            self.at = WHITESPACE.match(self.text, self.at).end()
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def _skip(self, sign: str) -> None:
        if self._next() != sign:
            raise ValueError(self._why(self.at))
        self.at += 1

    def _more(self) -> bool:
        """Read on; what has been decoded is dropped."""
        if self.ended:
            return False
        if len(self.text) - self.at > LARGEST_RECORD:
            raise _WrongShape(_("a record is larger than %(limit)d MB, or damaged.") % {"limit": LARGEST_RECORD >> 20})
        # Each time as much again as is waiting: a long record is then tried few times.
        read = self.file.read(max(AT_ONCE, len(self.text) - self.at))
        self.ended = not read
        self.text = self.text[self.at :] + read
        self.at = 0
        return bool(read)


def _no_number(name: str):
    raise ValueError(_("%(name)s is no number") % {"name": name})


def _type(value: object) -> str:
    number = _("a number")
    names = {
        type(None): _("empty"),
        bool: _("true or false"),
        int: number,
        float: number,
        str: _("text"),
        list: _("a list"),
    }
    return names.get(type(value), _("an object"))
