"""The addresses in letters and mails are those of the faces, which processes may not import."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories.organisation import PartnerFactory
from workflows.cases import addresses


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_status_page_is_the_one_of_the_partners_town_hall(language):
    partner = PartnerFactory()

    with translation.override(language):
        path = reverse("townhall:status_of", args=["LIN-7K4-93P"])

    assert addresses.status_page(partner, "LIN-7K4-93P", language) == partner.site.root_url + path


def test_a_case_has_its_page_at_the_desk():
    with translation.override("de"):
        path = reverse("desk:case", args=["LIN-7K4-93P"])

    assert addresses.at_the_desk("LIN-7K4-93P").endswith(path)
