"""The audit takes states, dates and keys, names personal fields without their value, and is never changed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection, transaction

from cms.audit.actions import record, record_many
from cms.audit.errors import AppendOnly, NotForAudit, NotStored
from cms.audit.models import Actor, ActorKind, Event
from tests.factories.audit import NIGHTLY

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def thing():
    return ContentType.objects.get_for_model(Event)


def test_an_event_says_who_did_what_to_which_object(thing):
    event = record("case_taken", thing, by=Actor.system("sweeper"), old={"state": "open"}, new={"state": "taken"})

    event.refresh_from_db()
    assert (event.actor_kind, event.actor_key) == (ActorKind.SYSTEM, "sweeper")
    assert (event.verb, event.object_type, event.object_key) == (
        "case_taken",
        "contenttypes.contenttype",
        str(thing.pk),
    )
    assert (event.old, event.new) == ({"state": "open"}, {"state": "taken"})
    assert list(Event.objects.about(thing)) == [event]


def test_many_events_are_one_statement_and_looked_at_like_one(thing, django_assert_num_queries):
    other = ContentType.objects.exclude(pk=thing.pk).first()

    with django_assert_num_queries(1):
        record_many("case_taken", [(thing, {"item": 1}), (other, {"item": 2})], by=NIGHTLY)

    assert [event.new for each in (thing, other) for event in Event.objects.about(each)] == [{"item": 1}, {"item": 2}]
    with pytest.raises(NotForAudit):
        record_many("case_taken", [(thing, {"name": "Erika Mustermann"})], by=NIGHTLY)


def test_dates_and_amounts_are_kept_as_text(thing):
    new = {
        "due_at": datetime(2031, 3, 1, 9, 30, tzinfo=UTC),
        "delete_after": date(2031, 4, 1),
        "amount": Decimal("12.50"),
        "item": 7,
        "urgent": True,
        "department": None,
    }

    event = record("case_opened", thing, by=NIGHTLY, new=new)

    event.refresh_from_db()
    assert event.new == {
        "due_at": "2031-03-01T09:30:00+00:00",
        "delete_after": "2031-04-01",
        "amount": "12.50",
        "item": 7,
        "urgent": True,
        "department": None,
    }


def test_personal_fields_are_named_only(thing):
    event = record("details_changed", thing, by=NIGHTLY, fields=["email", "phone"])

    event.refresh_from_db()
    assert event.new == {"fields": ["email", "phone"]}


@pytest.mark.parametrize(
    "value",
    [
        "erika@example.org",
        "Erika Mustermann",
        "Musterweg\u00a07",
        "two\nlines",
        "+49691234567",
        "x" * 65,
        ["open", "closed"],
        {"state": "open"},
        1.5,
        b"open",
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("side", ["old", "new"])
def test_what_is_no_state_date_or_key_is_refused_and_not_repeated(thing, side, value):
    with pytest.raises(NotForAudit) as refusal:
        record("case_opened", thing, by=NIGHTLY, **{side: {"note": value}})

    assert not Event.objects.exists()
    assert not isinstance(value, str) or value not in str(refusal.value)


def test_a_name_can_hide_neither_in_the_verb_nor_in_a_field_nor_in_the_actor(thing):
    with pytest.raises(NotForAudit):
        record("wrote to Erika", thing, by=NIGHTLY)
    with pytest.raises(NotForAudit):
        record("wrote", thing, by=NIGHTLY, fields=["erika@example.org"])
    with pytest.raises(NotForAudit):
        record("wrote", thing, by=NIGHTLY, new={"Erika Mustermann": 1})
    with pytest.raises(NotForAudit):
        record("wrote", thing, by=Actor.system("Erika Mustermann"))

    assert not Event.objects.exists()


def test_an_object_without_a_key_has_no_events():
    with pytest.raises(NotStored):
        record("case_opened", ContentType(), by=NIGHTLY)


def test_an_event_goes_when_its_transaction_goes(thing):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("case_opened", thing, by=NIGHTLY)
        raise ZeroDivisionError

    assert not Event.objects.exists()


ATTEMPTS = {
    "save": lambda event: event.save(),
    "save of one field": lambda event: event.save(update_fields=["verb"]),
    "save over it": lambda event: Event(pk=event.pk, verb="x", object_type="x", object_key="1").save(),
    "delete": lambda event: event.delete(),
    "update of all": lambda event: Event.objects.update(verb="x"),
    "delete of all": lambda event: Event.objects.filter(pk=event.pk).delete(),
    "bulk update": lambda event: Event.objects.bulk_update([event], ["verb"]),
    "bulk create": lambda event: Event.objects.bulk_create([Event(verb="x", object_type="x", object_key="1")]),
    "update or create": lambda event: Event.objects.update_or_create(pk=event.pk, defaults={"verb": "x"}),
    "base manager's update": lambda event: Event._base_manager.update(verb="x"),
    "base manager's delete": lambda event: Event._base_manager.all().delete(),
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_program_has_no_way_to_change_or_delete_an_event(thing, attempt):
    event = record("case_opened", thing, by=NIGHTLY)

    with pytest.raises(AppendOnly), transaction.atomic():
        attempt(event)

    assert [row.verb for row in Event.objects.all()] == ["case_opened"]


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET verb = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_too(thing, statement):
    record("case_opened", thing, by=NIGHTLY)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert [row.verb for row in Event.objects.all()] == ["case_opened"]


def test_the_actor_of_a_person_leads_to_the_account():
    class Karl:
        pk = 7

    assert Actor.person(Karl()) == Actor(ActorKind.PERSON, "7")
    assert Actor.person(Karl()).user_id == 7
    assert Actor.citizen().user_id is None
