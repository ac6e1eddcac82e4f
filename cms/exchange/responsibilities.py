"""Which responsibility stands for the offices that a file names beside a service."""

from __future__ import annotations

from cms.organisation.models import Office, Partner, Responsibility, ResponsibilityMapping

from .drafts import responsibility_name
from .values import fingerprint

LONGEST_NAME = 130


class Responsibilities:
    """One per distinct row of offices of a partner; `otherwise` answers for services that name no office."""

    def __init__(self, partner: Partner, *, otherwise: int | None = None):
        self.partner = partner
        self.otherwise = otherwise
        self._known: dict[tuple[int, ...], int] | None = None

    def named(self, keys: tuple[str, ...]) -> str:
        """A fingerprint of who answers by the file's own keys: it changes when the file does, not when we do."""
        return fingerprint(list(keys) if keys else self.otherwise)

    def of(self, offices: list[int]) -> int | None:
        """The responsibility this partner has mapped to exactly these offices in this order, made if there is none."""
        if not offices:
            return self.otherwise
        wanted = tuple(offices)
        if self._known is None:
            self._known = self._mapped()
        if wanted not in self._known:
            self._known[wanted] = self._make(offices)
        return self._known[wanted]

    def forget(self) -> None:
        """After a rollback: what was made is gone."""
        self._known = None

    def _mapped(self) -> dict[tuple[int, ...], int]:
        mapped: dict[int, list[int]] = {}
        mappings = ResponsibilityMapping.objects.filter(partner=self.partner).order_by("position", "pk")
        for responsibility, office in mappings.values_list("responsibility", "office"):
            mapped.setdefault(responsibility, []).append(office)
        return {tuple(offices): responsibility for responsibility, offices in mapped.items()}

    def _make(self, offices: list[int]) -> int:
        found = Office.objects.in_bulk(offices)
        responsibility = Responsibility.objects.create(name=self._free_name([found[key].name for key in offices]))
        for position, office in enumerate(offices):
            ResponsibilityMapping.objects.create(
                partner=self.partner, responsibility=responsibility, office_id=office, position=position
            )
        return responsibility.pk

    def _free_name(self, names: list[str]) -> str:
        """Names are shared by all partners; one that is taken may mean something else there."""
        wanted = responsibility_name(names)[:LONGEST_NAME]
        taken = set(Responsibility.objects.filter(name__startswith=wanted).values_list("name", flat=True))
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted} – Gruppe {number}"
        return name
