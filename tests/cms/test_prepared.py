"""Prepared questions: put together once, answered as the queryset would be."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import NotSupportedError, connection, transaction
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from cms.catalogue.models import ServicePage, Topic
from cms.prepared import Blank, Prepared
from kuemmerer.settings.environment import ASKED_BEFORE_PREPARED
from tests.factories.catalogue import ServicePageFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def prepared(build):
    """The question, and how often it has been put together."""
    times = []
    return Prepared(lambda: times.append(1) or build()), times


def test_it_is_put_together_once_and_asked_with_other_values():
    question, times = prepared(lambda: ServicePage.objects.live().filter(slug=Blank("slug")))
    for slug in ("pass", "hund"):
        ServicePageFactory(slug=slug)

    assert [[page.slug for page in question.instances(slug=slug)] for slug in ("pass", "hund", "katze")] == [
        ["pass"],
        ["hund"],
        [],
    ]
    assert len(times) == 1


def test_rows_are_what_the_queryset_would_read_them_as():
    page = ServicePageFactory(
        title="Personalausweis",
        review_on="2030-01-07",
        ways_to_pay=["cash"],
        fees=[("fee", {"label": "Ausweis", "amount": 37, "note": ""})],
    )
    question = Prepared(lambda: ServicePage.objects.filter(pk=Blank("key")))

    [found] = question.instances(key=page.pk)
    usual = ServicePage.objects.get(pk=page.pk)

    for field in ServicePage._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(usual, field.attname), field.name
    assert found.fees[0].value["amount"] == 37
    found.title = "Ausweis"
    found.save()
    assert ServicePage.objects.get(pk=page.pk).title == "Ausweis"


def test_a_value_is_never_read_as_a_part_of_the_question():
    TopicFactory(slug="ausweise")
    question = Prepared(lambda: Topic.objects.filter(slug=Blank("slug")).values_list("name", Value("100 %")))

    assert list(question.rows(slug="' OR 1=1 --")) == []
    assert len(list(question.rows(slug="ausweise"))) == 1


def test_a_blank_may_stand_in_several_places_and_one_left_open_is_refused():
    topic = TopicFactory()
    first = Topic.objects.filter(pk=Blank("key")).order_by().values_list("pk")
    question = Prepared(lambda: first.union(first, all=True))

    assert list(question.rows(key=topic.pk)) == [(topic.pk,)] * 2
    with pytest.raises(KeyError):
        list(question.rows())


def test_it_costs_one_query():
    question = Prepared(lambda: Topic.objects.filter(pk=Blank("key")))

    with CaptureQueriesContext(connection) as asked:
        question.instances(key=1)

    assert len(asked) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_plan_made_before_a_migration_is_made_anew():
    TopicFactory(slug="ausweise", name="Ausweise")
    question = Prepared(lambda: Topic.objects.filter(slug=Blank("slug")).order_by().values_list("name"))
    width = Topic._meta.get_field("name").max_length

    ask_until_planned(question)
    widen_the_name(to=width + 1)
    assert list(question.rows(slug="ausweise")) == [("Ausweise",)]

    ask_until_planned(question)
    widen_the_name(to=width)
    with pytest.raises(NotSupportedError), transaction.atomic():
        question.rows(slug="ausweise")
    assert list(question.rows(slug="ausweise")) == [("Ausweise",)]


def ask_until_planned(question: Prepared) -> None:
    for _time in range(ASKED_BEFORE_PREPARED + 1):
        question.rows(slug="ausweise")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%catalogue_topic%'")
        assert cursor.fetchone() == (1,)


def widen_the_name(*, to: int) -> None:
    """On a connection of its own, as a migration beside a running worker."""

    def migrate() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE catalogue_topic ALTER COLUMN name TYPE varchar({to})")
        connection.close()

    with ThreadPoolExecutor(1) as beside:
        beside.submit(migrate).result()
