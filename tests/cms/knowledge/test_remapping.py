"""A responsibility mapped anew: few services are found at once, many within seconds by a job, and the list says so."""

import pytest
from django.db import transaction

from cms.knowledge import actions, jobs, loading, remapping
from cms.knowledge.models import Audience, EntryPartner, Remap
from cms.knowledge.search import search
from cms.organisation.following import what_follows
from cms.organisation.models import ResponsibilityMapping
from cms.outbox.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory
from tests.factories.organisation import MappingFactory, OfficeFactory, PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def many(monkeypatch, responsibility):
    """Five services, where three are many and two are written at once."""
    monkeypatch.setattr(remapping, "FEW", 3)
    monkeypatch.setattr(remapping, "AT_ONCE", 2)
    return [ServicePageFactory(title=f"Krokodil {number}", responsibility=responsibility) for number in range(5)]


def found(partner) -> int:
    return len(search("Krokodil", partner=partner).hits)


def test_few_services_are_found_at_once(partner, responsibility):
    for number in range(3):
        ServicePageFactory(title=f"Krokodil {number}", responsibility=responsibility)

    newcomer = MappingFactory(responsibility=responsibility).partner

    assert found(newcomer) == 3
    assert not Remap.objects.exists()


def test_many_services_are_found_after_the_job_and_not_before(many, partner, responsibility, counted_anew):
    newcomer = MappingFactory(responsibility=responsibility).partner

    assert (found(newcomer), found(partner)) == (0, 5)
    assert Job.objects.filter(name=remapping.REMAP).count() == 1

    jobs.write_mapped_services()

    assert (found(newcomer), found(partner)) == (5, 5)
    assert not Remap.objects.exists()
    for audience in Audience:
        assert loading.current(audience).lexicon.total().stems == counted_anew(audience).stems


def test_what_is_no_longer_mapped_is_not_found_after_the_job(many, partner, mapping):
    mapping.delete()
    jobs.write_mapped_services()

    assert found(partner) == 0


def test_a_deviation_stays_the_partners_own(many, responsibility):
    newcomer = PartnerFactory()
    LocalServicePageFactory(service=many[0], partner=newcomer, local_text="<p>Zebrakraut</p>")
    MappingFactory(office=OfficeFactory(partner=newcomer), responsibility=responsibility)

    jobs.write_mapped_services()

    assert [hit.object_id for hit in search("Zebrakraut", partner=newcomer).hits] == [many[0].pk]
    assert found(newcomer) == 5


def test_notes_of_a_partner_come_and_go_with_its_mapping(many, responsibility):
    newcomer = MappingFactory(responsibility=responsibility)
    AgentNoteFactory(service=many[1], partner=newcomer.partner, text="Zebrakraut")
    jobs.write_mapped_services()

    def noted():
        return [hit.object_id for hit in search("Zebrakraut", partner=newcomer.partner, audience=Audience.AGENT).hits]

    assert noted() == [many[1].pk]

    newcomer.delete()
    jobs.write_mapped_services()

    assert noted() == []
    assert search("Krokodil", partner=newcomer.partner, audience=Audience.AGENT).hits == []


def test_the_job_writes_what_every_service_alone_would_have_written(many, partner, responsibility):
    LocalServicePageFactory(service=many[2], partner=partner, local_text="<p>Zebrakraut</p>")
    AgentNoteFactory(service=many[3], text="Heidekraut")
    newcomer = MappingFactory(responsibility=responsibility).partner
    MappingFactory(office=OfficeFactory(partner=newcomer), responsibility=responsibility)
    jobs.write_mapped_services()

    def entries():
        rows = EntryPartner.objects.order_by("entry__object_id", "entry__audience", "partner")
        return list(rows.filter(entry__kind="service").values_list("entry__source", "partner", "offered"))

    written = entries()
    actions.index_services([service.pk for service in many])

    assert entries() == written


def test_who_maps_anew_while_the_job_runs_sends_it_back_to_the_first(many, responsibility):
    MappingFactory(responsibility=responsibility)
    assert remapping.write_some()
    assert Remap.objects.get().last_service == many[1].pk

    newcomer = MappingFactory(responsibility=responsibility).partner
    assert Remap.objects.get().last_service == 0
    jobs.write_mapped_services()

    assert found(newcomer) == 5


def test_a_mapping_that_is_rolled_back_leaves_nothing_to_do(many, responsibility):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        MappingFactory(responsibility=responsibility)
        raise ZeroDivisionError

    assert not Remap.objects.exists()


def test_the_list_of_mappings_says_what_is_still_to_come(many, client, responsibility):
    administrator = UserFactory(is_superuser=True)
    client.force_login(administrator)
    address = "/admin/organisation/responsibilitymapping/"
    MappingFactory(responsibility=responsibility)
    remapping.write_some()

    shown = client.get(address).content.decode()

    assert f"Die Suche folgt noch: 3 Leistungen von „{responsibility.name}“ werden noch wie vorher gefunden." in shown

    jobs.write_mapped_services()

    assert what_follows(ResponsibilityMapping) == []
    assert "Die Suche folgt noch" not in client.get(address).content.decode()
