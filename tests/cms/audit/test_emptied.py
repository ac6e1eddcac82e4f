"""Tests with real transactions may empty the audit's table; the refusals are in force again afterwards."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection

from cms.audit.actions import record
from cms.audit.models import Event
from tests import starting_rows
from tests.factories.audit import NIGHTLY


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_the_audit_is_emptied_too_and_the_refusals_stay():
    thing = ContentType.objects.get_for_model(Event)
    record("case_opened", thing, by=NIGHTLY)

    starting_rows.empty()

    assert not Event.objects.exists()
    record("case_opened", thing, by=NIGHTLY)
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event")
