"""Fixtures of the outbox: a yard for real processes, and no jobs but the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from cms.outbox.models import Job
from tests.cms.outbox.errands import jobs as errands  # noqa: F401  registers them here too
from tests.cms.outbox.yard import Yard, migrated_database, open_yard


@pytest.fixture(autouse=True)
def no_other_jobs(request):
    """The setup of the house sends jobs too; here only the test's own are looked at."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        Job.objects.all().delete()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Iterator[dict]:
    """A migrated database of the kind that is under test, to copy."""
    with migrated_database(connections["default"].settings_dict, tmp_path_factory.mktemp("migrated")) as description:
        yield description


@pytest.fixture
def yard(migrated, tmp_path, django_db_blocker, monkeypatch) -> Iterator[Yard]:
    """A yard on a fresh copy; `connection` leads to it in this thread meanwhile."""
    monkeypatch.setenv("ERRAND_MARKS", str(tmp_path / "marks"))
    with django_db_blocker.unblock(), open_yard(migrated, tmp_path) as yard:
        yield yard
