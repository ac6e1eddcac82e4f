"""Importing again: what changed there is taken over, what changed here stays, field by field."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError
from django.utils import timezone, translation
from wagtail.models import Revision

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.catalogue import actions as catalogue
from cms.catalogue.effective import effective
from cms.catalogue.models import ServicePage
from cms.exchange import offices
from cms.organisation.models import Office, OpeningSpan, ResponsibilityMapping
from tests.cms.exchange.exports import everything, location, numbers, service
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import TopicFactory
from tests.factories.organisation import ResponsibilityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LOCAL = "<p>Bei uns gibt es den Ausweis im Rathaus.</p>"


@pytest.fixture
def editor():
    return UserFactory(groups=[CENTRAL_EDITOR])


def edit(editor, *, release=True, **fields):
    """What an editor writes and somebody else releases."""
    page = ServicePage.objects.get()
    for name, value in fields.items():
        setattr(page, name, value)
    revision = page.save_revision(user=editor)
    if release:
        revision.publish(skip_permission_checks=True)


def test_a_second_run_changes_nothing(bring_in):
    rows = [service(), service("2", name="Reisepass"), service("3", name="Entwurf", public=False)], [location()]
    first = bring_in(*rows)
    before = everything()

    report = bring_in(*rows)

    assert numbers(report["services"]) == {"unchanged": 3}
    assert numbers(report["locations"]) == {"unchanged": 1}
    assert report["services"]["drafts"] == first["services"]["drafts"]
    after = everything()
    del before["audit.Event"], after["audit.Event"]  # that it ran is written down
    assert after == before


def test_only_what_changed_gets_a_revision(bring_in):
    bring_in([service(), service("2", name="Reisepass")], [location()])
    before = set(Revision.objects.values_list("pk", flat=True))

    report = bring_in([service(), service("2", name="Pass")], [location(contact={"phone": "06421 5550 101"})])

    assert numbers(report["services"]) == {"changed": 1, "unchanged": 1}
    (added,) = Revision.objects.exclude(pk__in=before)
    assert added.content_object.title == "Pass"


def test_a_change_in_the_file_is_published(bring_in, partner):
    bring_in([service()], [location()])

    report = bring_in([service(name="Perso", fees="10 Euro")], [location(contact={"phone": "06421 5550 101"})])

    assert numbers(report["services"]) == numbers(report["locations"]) == {"changed": 1}
    merged = effective(ServicePage.objects.get(), partner)
    assert (merged.title, merged.fees[0].amount) == ("Perso", Decimal(10))
    assert [point.phone for point in merged.offices[0].contact_points.all()] == ["06421 5550 101"]
    assert Office.objects.count() == 1


def test_a_field_changed_here_stays_while_others_follow_the_file(bring_in, editor):
    bring_in([service()], [location()])
    edit(editor, full_text=LOCAL)

    report = bring_in([service(name="Perso")], [location()])

    assert numbers(report["services"]) == {"changed": 1}
    assert report["services"]["problems"] == []
    page = ServicePage.objects.live().get()
    assert (page.title, page.full_text) == ("Perso", LOCAL)


def test_a_field_changed_here_and_there_is_a_conflict_until_somebody_settles_it(bring_in, editor):
    bring_in([service()], [location()])
    edit(editor, full_text=LOCAL)
    theirs = [service(name="Perso", description="<p>Neu im Amt.</p>")], [location()]

    for expected in ("Perso", "Perso"):
        with translation.override("en"):
            report = bring_in(*theirs)
        assert numbers(report["services"]) == {"conflicts": 1}
        (problem,) = report["services"]["problems"]
        assert problem["id"] == "1"
        assert problem["problem"].endswith(": full text.")
        page = ServicePage.objects.get()
        assert (page.title, page.full_text) == (expected, LOCAL)

    edit(editor, full_text="<p>Neu im Amt.</p>")
    assert numbers(bring_in(*theirs)["services"]) == {"unchanged": 1}
    assert numbers(bring_in(*theirs)["services"]) == {"unchanged": 1}


def test_a_conflict_written_again_by_the_editor_makes_no_further_revision(bring_in, editor):
    bring_in([service()], [location()])
    edit(editor, full_text=LOCAL)
    theirs = [service(description="<p>Neu im Amt.</p>")], [location()]
    bring_in(*theirs)
    revisions = Revision.objects.count()

    bring_in(*theirs)

    assert Revision.objects.count() == revisions


def test_overwriting_takes_the_file_everywhere(bring_in, editor, partner):
    bring_in([service()], [location()])
    edit(editor, full_text=LOCAL, leika_key="")
    Office.objects.update(name="Bürgeramt")

    report = bring_in([service()], [location()], overwrite=True)

    assert numbers(report["services"]) == numbers(report["locations"]) == {"changed": 1}
    page = ServicePage.objects.live().get()
    assert page.full_text == "<p>Den Ausweis gibt es im Bürgerbüro.</p>"
    assert page.leika_key == "99082001012000"
    assert Office.objects.get().name == "Bürgerbüro"
    assert numbers(bring_in([service()], [location()], overwrite=True)["services"]) == {"unchanged": 1}


def test_every_field_of_an_imported_page_follows_the_file_if_nobody_changed_it(bring_in):
    """What was written must read back as what was imported, signs that HTML escapes included."""
    rich = {
        "process_time": "2 Wochen",
        "responsibility": "Amt für „Soziales“ & 'Jugend' <b>Mitte</b>  hier",
        "requirements": [{"name": 'Antrag "A & B"', "description": "Im Original; " + "sehr lang. " * 60, "link": ""}],
        "prerequisites": [{"name": "Alter < 18", "description": 'Unter "achtzehn" & gesund.', "link": ""}],
        "legal": [{"name": "§ 1 A & B", "link": ""}],
        "duration": 20,
        "forms": [{"name": "Vordruck", "link": "https://example.org/a?b=1&c=2"}],
        "fees": "<p>von 5 bis 10,50 Euro</p><p>Kopie: 1 Euro</p>",
    }
    plain = service(description="<p>Anders.</p>", fees="", leika="")
    bring_in([service(**rich)], [location()])

    report = bring_in([plain], [location()])

    assert numbers(report["services"]) == {"changed": 1}
    page = ServicePage.objects.get()
    assert (page.notes, page.prerequisites, page.processing_time, page.visit_minutes) == ("", "", "", None)
    for name in ("documents", "fees", "forms", "legal_basis"):
        assert not getattr(page, name)


def test_an_editors_marks_are_no_change(bring_in, editor):
    bring_in([service()], [location()])
    page = ServicePage.objects.get()
    edit(
        editor,
        full_text=page.full_text.replace("<p>", '<p data-block-key="ab1cd">'),
        fees=[("fee", dict(row.value)) for row in page.fees],
    )

    report = bring_in([service(description="<p>Neu im Amt.</p>", fees="10 Euro")], [location()])

    assert numbers(report["services"]) == {"changed": 1}
    assert ServicePage.objects.get().full_text == "<p>Neu im Amt.</p>"


@pytest.mark.parametrize("how", ["draft", "locked"])
def test_what_somebody_works_on_is_left_alone_as_a_whole_until_it_is_released(bring_in, editor, how):
    bring_in([service()], [location()])
    if how == "draft":
        edit(editor, release=False, teaser="Von Hand")
    else:
        ServicePage.objects.update(locked=True)
    revisions = Revision.objects.count()

    report = bring_in([service(name="Perso")], [location()])

    assert numbers(report["services"]) == {"conflicts": 1}
    assert ServicePage.objects.get().title == "Personalausweis beantragen"
    assert Revision.objects.count() == revisions
    if how == "draft":
        ServicePage.objects.get().latest_revision.publish(skip_permission_checks=True)
    else:
        ServicePage.objects.update(locked=False)
    assert numbers(bring_in([service(name="Perso")], [location()])["services"]) == {"changed": 1}
    assert ServicePage.objects.get().title == "Perso"


def test_a_page_that_waits_for_its_release_is_left_alone(bring_in, editor):
    bring_in([service()], [location()])
    page = ServicePage.objects.get()
    page.topics.add(TopicFactory())
    page.save()
    edit(
        editor,
        release=False,
        teaser="Von Hand",
        documents_none_needed=True,
        processing_time="3 Wochen",
        spoken_answer="Das machen wir gleich.",
        review_on=timezone.localdate() + timedelta(days=100),
    )
    page = ServicePage.objects.get()
    page.get_workflow().start(page, editor)

    report = bring_in([service(name="Perso")], [location()])

    assert numbers(report["services"]) == {"conflicts": 1}
    assert ServicePage.objects.get().latest_revision.content["teaser"] == "Von Hand"


def test_a_description_written_here_for_a_draft_is_kept_and_goes_live_by_its_release(bring_in, editor):
    bring_in([service(description="")], [location()])
    edit(editor, full_text=LOCAL)

    report = bring_in([service(description="", fees="10 Euro")], [location()])

    assert numbers(report["services"]) == {"changed": 1}
    page = ServicePage.objects.live().get()
    assert (page.full_text, page.fees[0].value["amount"]) == (LOCAL, Decimal(10))


def test_what_an_approver_took_down_stays_down(bring_in):
    bring_in([service()], [location()])
    catalogue.take_down(ServicePage.objects.get(), by=UserFactory(groups=[APPROVER]))

    report = bring_in([service(name="Perso")], [location()])

    assert numbers(report["services"]) == {"conflicts": 1}
    assert not ServicePage.objects.get().live
    assert ServicePage.objects.get().get_latest_revision_as_object().title == "Perso"


def test_a_service_that_is_not_public_stays_a_draft_and_goes_back_to_one(bring_in):
    bring_in([service(public=False)], [location()])
    assert not ServicePage.objects.get().live

    bring_in([service()], [location()])
    assert ServicePage.objects.get().live

    bring_in([service(public=False)], [location()])
    assert not ServicePage.objects.get().live

    report = bring_in([service(description="<p>Wieder da.</p>")], [location()])
    assert ServicePage.objects.live().get().full_text == "<p>Wieder da.</p>"
    assert numbers(report["services"]) == {"changed": 1}


def test_a_draft_that_changes_twice_is_published_with_the_last_text(bring_in):
    for text in ("eins", "zwei", "drei"):
        bring_in([service(public=False, description=f"<p>Nummer {text}.</p>")], [location()])

    bring_in([service(description="<p>Nummer drei.</p>")], [location()])

    assert ServicePage.objects.live().get().full_text == "<p>Nummer drei.</p>"


def test_a_page_deleted_here_does_not_come_back(bring_in):
    bring_in([service()], [location()])
    ServicePage.objects.get().delete()

    assert numbers(bring_in([service()], [location()])["services"]) == {"unchanged": 1}
    assert numbers(bring_in([service(name="Perso")], [location()])["services"]) == {"conflicts": 1}
    assert not ServicePage.objects.exists()
    assert numbers(bring_in([service(name="Perso")], [location()], overwrite=True)["services"]) == {"created": 1}
    assert ServicePage.objects.live().get().title == "Perso"


def test_an_office_changed_here_keeps_that_field_and_follows_the_file_in_others(bring_in):
    bring_in([service()], [location()])
    Office.objects.update(name="Bürgeramt")

    report = bring_in([service()], [location(contact={"email": "neu@example.org", "phone": "06421 5550 100"})])

    assert numbers(report["locations"]) == {"changed": 1}
    office = Office.objects.get()
    assert (office.name, office.email) == ("Bürgeramt", "neu@example.org")
    report = bring_in([service()], [location(displayName="Bürgerservice")])
    assert numbers(report["locations"]) == {"conflicts": 1}
    assert Office.objects.get().name == "Bürgeramt"


def test_a_service_gets_the_office_that_could_not_be_made_before(bring_in, partner, monkeypatch):
    write = offices.write

    def refuse(office, *rest):
        raise ValueError("no")

    monkeypatch.setattr(offices, "write", refuse)
    with pytest.raises(CommandError, match="1"):
        bring_in([service()], [location()])
    assert not ServicePage.objects.offered_by(partner).exists()

    monkeypatch.setattr(offices, "write", write)
    report = bring_in([service()], [location()])

    assert numbers(report["locations"]) == {"created": 1}
    assert numbers(report["services"]) == {"changed": 1}
    assert ServicePage.objects.offered_by(partner).exists()


def test_hours_entered_by_hand_stay(bring_in):
    bring_in([], [location(opening_times={"monday": "8-12 Uhr"})])
    OpeningSpan.objects.update(closes="13:00")

    assert numbers(bring_in([], [location(opening_times={"monday": "8-12 Uhr"})])["locations"]) == {"unchanged": 1}
    report = bring_in([], [location(opening_times={"monday": "9-12 Uhr"})])

    assert numbers(report["locations"]) == {"conflicts": 1}
    assert OpeningSpan.objects.get().opens.hour == 8


def test_an_office_deleted_here_does_not_come_back(bring_in, partner):
    two = [location(), location("11", displayName="Bürgerbüro Süd", name="Süd")]
    bring_in([], two)
    Office.objects.get(name="Bürgerbüro Süd").delete()

    report = bring_in([service(locations=[{"location": "10"}, {"location": "11"}])], two)

    assert numbers(report["locations"]) == {"unchanged": 2}
    assert [office.name for office in effective(ServicePage.objects.get(), partner).offices] == ["Bürgerbüro"]


def test_a_responsibility_chosen_here_stays(bring_in, editor):
    bring_in([service()], [location(), location("11", displayName="Standesamt", name="Standesamt")])
    own = ResponsibilityFactory()
    edit(editor, responsibility=own)

    bring_in([service(name="Perso")], [location(), location("11", displayName="Standesamt", name="Standesamt")])
    assert ServicePage.objects.get().responsibility == own
    report = bring_in(
        [service(name="Perso", locations=[{"location": "11"}])],
        [location(), location("11", displayName="Standesamt", name="Standesamt")],
    )

    assert numbers(report["services"]) == {"conflicts": 1}
    assert ServicePage.objects.get().responsibility == own


def test_a_further_office_mapped_here_makes_no_new_responsibility(bring_in, partner):
    two = [location(), location("11", displayName="Standesamt", name="Standesamt")]
    bring_in([service()], two)
    page = ServicePage.objects.get()
    further = Office.objects.get(name="Standesamt")
    ResponsibilityMapping.objects.create(
        partner=partner, responsibility=page.responsibility, office=further, position=5
    )

    bring_in([service(name="Perso")], two)

    again = ServicePage.objects.get()
    assert (again.title, again.responsibility) == ("Perso", page.responsibility)


def test_what_vanished_from_the_file_is_listed_and_kept(bring_in):
    bring_in([service(), service("2", name="Reisepass")], [location(), location("11", name="Alt", displayName="Alt")])

    report = bring_in([service()], [location()])

    assert report["services"]["vanished"] == [{"id": "2", "name": "Reisepass"}]
    assert report["locations"]["vanished"] == [{"id": "11", "name": "Alt"}]
    assert ServicePage.objects.live().count() == 2
    assert Office.objects.count() == 2
