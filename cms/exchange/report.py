"""What an import has done or would do: numbers, and what somebody should look at, by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

OUTCOMES = CREATED, CHANGED, UNCHANGED, CONFLICTS, FAILED = "created", "changed", "unchanged", "conflicts", "failed"


@dataclass
class Tally:
    """The numbers of one kind of record, what stays a draft and why, what has vanished there, and problems."""

    numbers: Counter = field(default_factory=Counter)
    drafts: list[dict[str, str]] = field(default_factory=list)
    vanished: list[dict[str, str]] = field(default_factory=list)
    problems: list[dict[str, str]] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        self.numbers[outcome] += 1

    def draft(self, key: str, name: str, reason: str) -> None:
        self.drafts.append({"id": key, "name": name, "reason": reason})

    def gone(self, key: str, name: str) -> None:
        self.vanished.append({"id": key, "name": name})

    def problem(self, key: str, name: str, what: str) -> None:
        self.problems.append({"id": key, "name": name, "problem": what})

    def as_json(self) -> dict:
        return {outcome: self.numbers[outcome] for outcome in OUTCOMES} | {
            "drafts": self.drafts,
            "vanished": self.vanished,
            "problems": self.problems,
        }


@dataclass
class Report:
    """One import."""

    services: Tally = field(default_factory=Tally)
    locations: Tally = field(default_factory=Tally)

    @property
    def failed(self) -> int:
        return self.services.numbers[FAILED] + self.locations.numbers[FAILED]

    @property
    def records(self) -> int:
        return self.services.numbers.total() + self.locations.numbers.total()

    def as_json(self) -> dict:
        return {"services": self.services.as_json(), "locations": self.locations.as_json()}
