"""What other packages may do with catalogues from elsewhere. Everything else here is private."""

from __future__ import annotations

from contextlib import nullcontext

from cms.audit import actions as audit
from cms.audit.models import Actor
from cms.organisation.models import Partner, Responsibility

from .alone import only_import, only_reading
from .importing import Importer, Tell
from .records import Export
from .report import OUTCOMES, Report

__all__ = ["import_catalogue"]


def import_catalogue(
    export: Export,
    *,
    partner: Partner,
    by: Actor,
    overwrite: bool = False,
    dry_run: bool = False,
    responsibility: Responsibility | None = None,
    tell: Tell = lambda kind, done, total: None,
) -> Report:
    """Bring a checked export in: offices and mappings for the partner, pages into the shared library.

    One transaction per record: what fails is reported and leaves nothing behind, the rest comes in. Repeating it
    changes nothing. What somebody changed here since stays, field by field, and is reported as a conflict if the file
    changed it too; ``overwrite`` takes the file's. A dry run gives the same report while the database refuses writes.

    Raises ``AlreadyImporting`` while another import runs.
    """
    report = Report()
    with only_import(), only_reading() if dry_run else nullcontext():
        Importer(
            partner,
            report,
            system=export.system,
            overwrite=overwrite,
            dry_run=dry_run,
            responsibility=responsibility.pk if responsibility else None,
            tell=tell,
        ).run(export)
    if not dry_run:
        numbers = {
            f"{kind}_{outcome}": tally.numbers[outcome]
            for kind, tally in (("services", report.services), ("locations", report.locations))
            for outcome in OUTCOMES
        }
        audit.record("catalogue_imported", partner, by=by, new={**numbers, "overwritten": overwrite})
    return report
