"""Text modules at a case: of its partner and department, in the citizen's language, with and without a script."""

import pytest
from django.urls import reverse

from cms.accounts.groups import ADMINISTRATOR
from tests.factories import cases
from tests.factories.accounts import UserFactory
from tests.factories.citizens import ERIKA
from tests.factories.organisation import DepartmentFactory, PartnerFactory
from workflows.cases import actions
from workflows.cases.models import Message, TextModule

pytestmark = pytest.mark.django_db


def module(partner, title="Gruß", **more):
    words = {"text": f"{title} auf Deutsch", "text_en": f"{title} in English", **more}
    return TextModule.objects.create(partner=partner, title=title, **words)


def at(case):
    return reverse("desk:case", args=[case.reference])


def test_only_those_of_the_partner_and_the_department_are_offered(town, seat):
    case = cases.opened(town).case
    own = [module(town.partner, "A"), module(town.partner, "B", department=town.department)]
    module(town.partner, "C", department=DepartmentFactory(partner=town.partner))
    module(PartnerFactory(), "D")

    page = seat(town.karl).get(at(case))

    assert page.context["modules"] == own
    assert "A auf Deutsch" in page.content.decode()


def test_whoever_wrote_in_english_gets_english_as_far_as_there_is_any(town, seat):
    case = cases.opened(town, details={**ERIKA, "language": "en"}).case
    module(town.partner, "A")
    module(town.partner, "B", text_en="")

    words = [each.words for each in seat(town.karl).get(at(case)).context["modules"]]

    assert words == ["A in English", "B auf Deutsch"]


@pytest.mark.parametrize(
    ("deed", "field", "typed"),
    [("answer", "text", "Guten Tag,"), ("ask_citizen", "question", ""), ("close", "reason", "Leider")],
)
def test_without_a_script_it_is_put_below_what_was_typed_and_nothing_is_sent(town, seat, deed, field, typed):
    case = cases.opened(town).case
    wanted = module(town.partner)
    item = cases.item_of(case)
    data = {"deed": deed, "item": item.pk, field: typed, "insert": wanted.pk, "revision": case.revision}

    page = seat(town.lena).post(at(case), data)

    assert page.status_code == 200
    assert f"{typed}\n\nGruß auf Deutsch".strip() in page.content.decode().replace("\r\n", "\n")
    assert not Message.objects.exists()
    assert cases.item_of(case) == item


def test_into_a_heard_reply_as_well(town, seat):
    case = cases.opened(town).case
    actions.ask_citizen(cases.item_of(case), question="Wie groß?", by=town.karl)
    data = {"deed": "hear_reply", "item": cases.item_of(case).pk, "text": "", "insert": module(town.partner).pk}

    assert "Gruß auf Deutsch</textarea>" in seat(town.karl).post(at(case), data).content.decode()


def test_no_module_of_another_partner_and_none_into_a_form_without_a_place_for_it(town, seat):
    case = cases.opened(town).case
    item = cases.item_of(case)
    strange, own = module(PartnerFactory()), module(town.partner)

    for deed, wanted in (("answer", strange.pk), ("note", own.pk), ("watch", own.pk), ("answer", "x")):
        data = {"deed": deed, "item": item.pk, "text": "", "insert": wanted}
        assert seat(town.karl).post(at(case), data).status_code == 404


def test_a_department_of_another_partner_is_refused_beside_its_field(client, town):
    client.force_login(UserFactory(groups=[ADMINISTRATOR]))
    strange = DepartmentFactory(partner=PartnerFactory())
    typed = {"partner": town.partner.pk, "department": strange.pk, "title": "Gruß", "text": "Guten Tag"}

    page = client.post("/admin/cases/textmodule/create/", typed)

    assert "Dieses Amt gehört zu einem anderen Partner." in page.content.decode()
    assert not TextModule.objects.exists()
