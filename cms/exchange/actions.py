"""What other packages may do with catalogues from elsewhere. Everything else here is private."""

from __future__ import annotations

from cms.audit import actions as audit
from cms.audit.models import Actor
from cms.organisation.models import Partner

from .dldb import Export
from .importing import Importer
from .report import OUTCOMES, Report

__all__ = ["import_dldb"]


def import_dldb(export: Export, *, partner: Partner, by: Actor) -> Report:
    """Bring a checked export in: offices and mappings for the partner, pages into the shared library.

    One transaction per record: what fails is reported and leaves nothing behind, the rest comes in. Repeating it
    changes nothing. Pages and offices that somebody changed here since are left alone and reported as conflicts.
    """
    report = Report()
    Importer(partner, report).run(export)
    numbers = {
        f"{kind}_{outcome}": tally.numbers[outcome]
        for kind, tally in (("services", report.services), ("locations", report.locations))
        for outcome in OUTCOMES
    }
    audit.record("catalogue_imported", partner, by=by, new=numbers)
    return report
