"""What an import has done: numbers, and what somebody should look at, by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

OUTCOMES = ("created", "changed", "unchanged", "conflicts", "failed")


@dataclass
class Tally:
    """The numbers of one kind of record and its problems."""

    numbers: Counter = field(default_factory=Counter)
    problems: list[dict[str, str]] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        self.numbers[outcome] += 1

    def problem(self, key: str, name: str, what: str) -> None:
        self.problems.append({"id": key, "name": name, "problem": what})

    def as_json(self) -> dict:
        return {outcome: self.numbers[outcome] for outcome in OUTCOMES} | {"problems": self.problems}


@dataclass
class Report:
    """One import."""

    services: Tally = field(default_factory=Tally)
    locations: Tally = field(default_factory=Tally)

    @property
    def failed(self) -> int:
        return self.services.numbers["failed"] + self.locations.numbers["failed"]

    def as_json(self) -> dict:
        return {"services": self.services.as_json(), "locations": self.locations.as_json()}
