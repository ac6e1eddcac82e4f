"""How many statements a step costs at most; more than that is noticed here and not by a town."""

import pytest
from django.contrib.contenttypes.models import ContentType

from cms.audit.models import Actor
from tests.factories.cases import item_of, question, town
from workflows.cases import actions
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


def test_opening_taking_answering_and_approving(django_assert_max_num_queries):
    lindenfurt, case_type = town(), question()
    ContentType.objects.get_for_model(Case)  # each process asks once

    with django_assert_max_num_queries(35):
        case = actions.open_case(
            case_type=case_type,
            partner=lindenfurt.partner,
            service=lindenfurt.service,
            concern="Darf ich?",
            channel="web",
            reply_channel="email",
            details=actions.DetailsInput(email="erika@example.org"),
            by=Actor.citizen(),
        ).case
    item = item_of(case)
    with django_assert_max_num_queries(15):
        actions.take(item, by=lindenfurt.karl)
    with django_assert_max_num_queries(32):
        actions.answer(item, text="Ja.", by=lindenfurt.karl)
    item = item_of(case)
    with django_assert_max_num_queries(60):
        actions.approve(item, by=lindenfurt.paula)
