"""What cases do when something happens elsewhere: they make their case type, and keep the details of open cases."""

from django.db.models import QuerySet

from workflows.citizens.registry import still_needed

from . import setup
from .models import Case


def make_case_types(*, using: str = "default", apps=None, **signal) -> None:
    """After every migration: the case type an installation begins with."""
    if using == "default" and _is_migrated():
        setup.make_question_to_a_department()


@still_needed
def details_of_open_cases() -> QuerySet:
    return Case.objects.open().filter(details__isnull=False).values("details_id")


def _is_migrated() -> bool:
    """Migrating backwards to zero takes the tables away, and post_migrate is sent nevertheless."""
    from django.db import connection

    return setup.CaseTypeVersion._meta.db_table in connection.introspection.table_names()
