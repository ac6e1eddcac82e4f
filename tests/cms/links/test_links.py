"""Dead links: written down with their place, reported after three days, told once a month, replaced everywhere."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains
from wagtail.documents import get_document_model

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.audit.models import Actor, Event
from cms.catalogue.models import ServicePage
from cms.links import actions, collecting, jobs, letters, looking
from cms.links.actions import Outcome
from cms.links.errors import MayNotReplace, NotAnAddress
from cms.links.models import LinkLetter, LinkPlace, LinkTarget
from cms.organisation.setup import editors_of
from cms.outbox.models import Job
from cms.pages.actions import open_town_hall
from cms.pages.models import EditorialPage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import PartnerFactory, ResponsibilityFactory

pytestmark = pytest.mark.django_db

DAY = timezone.make_aware(datetime(2031, 3, 3, 9))
OLD, NEW = "https://alt.example.org/x?a=1&b=2", "https://neu.example.org/y"


def dead_everywhere(address=OLD):
    target = LinkTarget.objects.get(address=address)
    target.state, target.fault = LinkTarget.State.DEAD, LinkTarget.Fault.NOT_FOUND
    target.save()
    return target


def complete(**fields):
    """A page that may be released, as the preflight asks for it."""
    return ServicePageFactory(
        responsibility=ResponsibilityFactory(),
        topics=[TopicFactory()],
        documents_none_needed=True,
        is_free=True,
        processing_time="Sofort",
        spoken_answer="Das geht sofort.",
        review_on=timezone.localdate() + timedelta(days=90),
        **fields,
    )


@pytest.fixture
def partner():
    partner = PartnerFactory(name="Gemeinde Moorbach", site=None)
    editors_of(partner.name)
    open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    return partner


@pytest.fixture
def karl():
    return UserFactory(groups=[CENTRAL_EDITOR])


def test_every_kind_of_link_is_written_down_with_its_place(partner):
    other = ServicePageFactory(title="Anderes")
    document = get_document_model().objects.create(title="Antrag", file="antrag.pdf")
    service = ServicePageFactory(
        full_text=f'<p><a href="{OLD.replace("&", "&amp;")}">alte Seite</a> <a linktype="page" id="{other.pk}">da</a>'
        '<a href="mailto:amt@example.org">Post</a> <a href="#unten">unten</a></p>',
        legal_basis=[{"type": "law", "value": {"name": "Gesetz", "url": "https://gesetz.example.org/"}}],
        forms=[{"type": "form", "value": {"name": "Antrag", "url": "", "document": document.pk}}],
        steps=[{"type": "step", "value": {"title": "Eins", "text": '<p><a href="/leistungen/anderes/">x</a></p>'}}],
        whose_url="https://andere.example.org/",
    )
    service.related_services.set([other])
    service.save_revision().publish()
    LocalServicePageFactory(service=service, partner=partner, local_text=f'<p><a href="{NEW}">neu</a></p>')
    imprint = EditorialPage.objects.get(slug="impressum")
    imprint.body = f'<p><a linktype="document" id="{document.pk}">Antrag</a></p>'
    imprint.save_revision().publish()

    collecting.collect_all()

    found = {
        (place.target.address, place.target.kind, place.page_id == service.pk, place.partner)
        for place in LinkPlace.objects.select_related("target")
    }
    page, web, own = LinkTarget.Kind.PAGE, LinkTarget.Kind.WEB, LinkTarget.Kind.OWN
    assert found == {
        (OLD, web, True, None),
        (f"page:{other.pk}", page, True, None),
        ("https://gesetz.example.org/", web, True, None),
        (f"document:{document.pk}", LinkTarget.Kind.DOCUMENT, True, None),
        ("/leistungen/anderes/", own, True, None),
        ("https://andere.example.org/", web, True, None),
        (NEW, web, False, partner),
        (f"document:{document.pk}", LinkTarget.Kind.DOCUMENT, False, partner),
    }
    place = LinkPlace.objects.get(target__address=OLD)
    assert place.text == "alte Seite"
    assert place.field == str(ServicePage._meta.get_field("full_text").verbose_name).capitalize()
    assert LinkPlace.objects.get(target__address="https://gesetz.example.org/").block.startswith("1 · ")


def test_collecting_again_writes_nothing_twice_and_forgets_what_is_gone():
    service = ServicePageFactory(full_text=f'<p><a href="{OLD}">x</a></p>')
    collecting.collect_all()
    collecting.collect_all()
    assert LinkPlace.objects.count() == 1

    service.full_text = ""
    service.save_revision().publish()
    collecting.collect_since(timezone.now() - timedelta(minutes=5))

    assert not LinkTarget.objects.exists()


def test_what_is_taken_down_is_nobodys_dead_link():
    service = ServicePageFactory(full_text=f'<p><a href="{OLD}">x</a></p>')
    collecting.collect_all()

    service.unpublish()
    collecting.collect_since(timezone.now())

    assert not LinkPlace.objects.exists()


def test_a_link_is_dead_after_it_failed_on_three_different_days(web):
    ServicePageFactory(full_text=f'<p><a href="{web.url("/gone")}">x</a></p>')
    collecting.collect_all()
    states = []

    for day in range(3):
        for hour in range(2):  # twice on the same day counts once
            looking.round_of_looks(DAY + timedelta(days=day, hours=hour))
        states.append(LinkTarget.objects.get().state)

    target = LinkTarget.objects.get()
    assert states == ["doubtful", "doubtful", "dead"]
    assert (target.failed_days, target.fault, target.status) == (3, "not_found", 404)
    assert target.failed_since == DAY.date()
    assert len(web.asked) == 2 * 3  # once a day, HEAD and GET


def test_a_link_that_comes_back_begins_anew(web):
    ServicePageFactory(full_text=f'<p><a href="{web.url("/shy")}">x</a></p>')
    collecting.collect_all()
    looking.round_of_looks(DAY)
    looking.round_of_looks(DAY + timedelta(days=1))
    web.answers["/shy"] = (200, {})

    looking.round_of_looks(DAY + timedelta(days=2))

    target = LinkTarget.objects.get()
    assert (target.state, target.failed_days, target.failed_since) == ("working", 0, None)


def test_what_works_is_left_alone_for_a_week(web):
    web.answers["/there"] = (200, {})
    ServicePageFactory(full_text=f'<p><a href="{web.url("/there")}">x</a></p>')
    collecting.collect_all()

    for days in (0, 1, 6, 8):
        looking.round_of_looks(DAY + timedelta(days=days))

    assert len(web.asked) == 2


def test_a_host_is_never_asked_twice_within_the_pause(web, monkeypatch):
    web.answers |= {"/a": (200, {}), "/b": (200, {})}
    links = "".join(f'<a href="{web.url(path)}">x</a>' for path in ("/a", "/b"))
    ServicePageFactory(full_text=f"<p>{links}</p>")
    collecting.collect_all()
    clock, rests = [1000.0], []
    monkeypatch.setattr(looking.time, "monotonic", lambda: clock[0])

    def sleep(seconds):
        rests.append(seconds)
        clock[0] += seconds

    looking.round_of_looks(DAY, sleep=sleep)

    assert rests == [looking.PAUSE]
    assert len(web.asked) == 2


def test_nobody_outside_is_asked_where_the_machine_may_not_reach_the_web(web, settings):
    settings.LINKS_ON_THE_WEB = False
    ServicePageFactory(full_text=f'<p><a href="{web.url("/x")}">x</a></p>')
    collecting.collect_all()

    looking.round_of_looks(DAY)

    assert web.asked == []
    assert LinkTarget.objects.get().state == "new"


def test_links_to_our_own_pages_are_known_without_a_network(partner):
    gone, hidden = ServicePageFactory(), ServicePageFactory()
    there = ServicePageFactory(title="Anderes")
    document = get_document_model().objects.create(title="Antrag", file="antrag.pdf")
    text = "".join(f'<a linktype="page" id="{page.pk}">x</a>' for page in (gone, hidden, there))
    paths = "".join(
        f'<a href="{path}">y</a>'
        for path in (
            "/leistungen/anderes/",
            "/leistungen/gibt-es-nicht/",
            "http://moorbach.localhost/impressum/",
            "http://moorbach.localhost/nirgends/",
        )
    )
    page = ServicePageFactory(full_text=f'<p>{text}{paths}<a linktype="document" id="{document.pk}">z</a></p>')
    keys = {each: f"page:{each.pk}" for each in (gone, hidden, there)}
    hidden.unpublish()
    gone.delete()
    document_key = f"document:{document.pk}"
    document.delete()
    collecting.collect_all()

    looking.round_of_looks(DAY)

    states = dict(LinkTarget.objects.filter(places__page=page.pk).values_list("address", "fault"))
    assert states == {
        keys[gone]: "gone",
        keys[hidden]: "not_live",
        keys[there]: "",
        document_key: "gone",
        "/leistungen/anderes/": "",
        "/leistungen/gibt-es-nicht/": "not_found",
        "http://moorbach.localhost/impressum/": "",
        "http://moorbach.localhost/nirgends/": "not_found",
    }
    dead = set(LinkTarget.objects.filter(state="dead").values_list("address", flat=True))
    assert dead == {address for address, fault in states.items() if fault}


def test_a_page_that_comes_back_heals_its_links():
    there = ServicePageFactory()
    ServicePageFactory(full_text=f'<p><a linktype="page" id="{there.pk}">x</a></p>')
    there.unpublish()
    collecting.collect_all()
    looking.round_of_looks(DAY)
    assert LinkTarget.objects.get().state == "dead"

    ServicePage.objects.get(pk=there.pk).save_revision().publish()
    looking.round_of_looks(DAY)

    assert LinkTarget.objects.get().state == "working"


def test_the_report_shows_each_person_the_pages_of_her_partners(client, partner, karl):
    service = ServicePageFactory(title="Perso", full_text=f'<p><a href="{OLD}">alte Seite</a></p>')
    LocalServicePageFactory(service=service, partner=partner, local_text=f'<p><a href="{OLD}">hier</a></p>')
    collecting.collect_all()
    dead_everywhere()
    erika = UserFactory(groups=[partner.editors])
    other = PartnerFactory(site=None)
    editors_of(other.name)
    open_town_hall(other, hostname="erlbach.localhost", by=Actor.system("tests"))
    nadia = UserFactory(groups=[other.editors])
    seen = {}

    for name, person in (("karl", karl), ("erika", erika), ("nadia", nadia)):
        client.force_login(person)
        page = client.get(reverse("links_report"))
        seen[name] = [place.partner for place in page.context["object_list"]]

    assert set(seen["karl"]) == {None, partner}
    assert (seen["erika"], seen["nadia"]) == ([partner], [])


@pytest.mark.parametrize("groups", [[AGENT], []])
def test_nobody_else_sees_the_report(client, groups):
    client.force_login(UserFactory(groups=groups))

    assert client.get(reverse("links_report")).status_code == 302


def test_the_report_narrows_and_comes_as_a_spreadsheet(client, karl):
    ServicePageFactory(full_text=f'<p><a href="{OLD}">alte Seite</a><a href="{NEW}">neue</a></p>')
    collecting.collect_all()
    dead_everywhere()
    client.force_login(karl)

    def shown(**query):
        places = client.get(reverse("links_report"), query).context["object_list"]
        return sorted(place.target.address for place in places)

    assert shown() == [OLD]
    assert shown(show="all") == [OLD, NEW]
    assert shown(address="nirgends") == []
    assert shown(kind="own") == []
    assert OLD in b"".join(client.get(reverse("links_report"), {"export": "csv"}).streaming_content).decode()


def test_an_address_is_replaced_everywhere_and_a_second_person_releases_it(karl):
    first = complete(full_text=f'<p><a href="{OLD.replace("&", "&amp;")}">alt</a> bleibt</p>')
    second = complete(legal_basis=[{"type": "law", "value": {"name": "Gesetz", "url": OLD}}], whose_url=OLD)
    collecting.collect_all()

    done = actions.replace_everywhere(dead_everywhere(), NEW, by=karl)

    assert {each.outcome for each in done} == {Outcome.SUBMITTED}
    for page in (first, second):
        page = ServicePage.objects.get(pk=page.pk)
        draft = page.get_latest_revision_as_object()
        assert page.current_workflow_state.requested_by == karl
        assert page.latest_revision.user == karl
        assert OLD not in str(draft.full_text) + str(draft.whose_url) + str(list(draft.legal_basis.raw_data))
        assert Event.objects.about(page).filter(verb="link_replaced", actor_key=str(karl.pk)).exists()
        # Nothing is published by it.
        assert page.full_text == (first.full_text if page.pk == first.pk else "")
    first = ServicePage.objects.get(pk=first.pk)
    assert first.get_latest_revision_as_object().full_text == f'<p><a href="{NEW}">alt</a> bleibt</p>'
    task = first.current_workflow_task
    assert "approve" not in [action[0] for action in task.get_actions(first, karl)]
    assert "approve" in [action[0] for action in task.get_actions(first, UserFactory(groups=[APPROVER]))]


def test_a_draft_somebody_is_writing_is_kept_and_not_submitted(karl):
    page = complete(full_text=f'<p><a href="{OLD}">alt</a></p>', teaser="Heute")
    page.teaser = "Morgen"
    page.save_revision(user=UserFactory())
    collecting.collect_all()

    done = actions.replace_everywhere(dead_everywhere(), NEW, by=karl)

    page = ServicePage.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert [each.outcome for each in done] == [Outcome.DRAFT]
    assert (draft.teaser, NEW in draft.full_text) == ("Morgen", True)
    assert page.current_workflow_state is None


def test_what_waits_for_its_release_is_left_alone(karl):
    page = complete(full_text=f'<p><a href="{OLD}">alt</a></p>')
    collecting.collect_all()
    page.save_revision(user=UserFactory())
    page = ServicePage.objects.get(pk=page.pk)
    page.get_workflow().start(page, UserFactory())
    newest = page.latest_revision_id

    done = actions.replace_everywhere(dead_everywhere(), NEW, by=karl)

    assert [each.outcome for each in done] == [Outcome.IN_REVIEW]
    assert ServicePage.objects.get(pk=page.pk).latest_revision_id == newest
    assert not Event.objects.about(page).filter(verb="link_replaced").exists()


def test_a_page_that_lacks_something_stays_a_draft(karl):
    ServicePageFactory(full_text=f'<p><a href="{OLD}">alt</a></p>')
    collecting.collect_all()

    done = actions.replace_everywhere(dead_everywhere(), NEW, by=karl)

    assert [each.outcome for each in done] == [Outcome.INCOMPLETE]
    assert ServicePage.objects.get().current_workflow_state is None


def test_what_was_picked_from_a_list_is_chosen_by_hand(karl):
    gone = ServicePageFactory()
    page = complete()
    page.related_services.set([gone])
    page.save_revision().publish()
    gone.unpublish()
    collecting.collect_all()

    done = actions.replace_everywhere(LinkTarget.objects.get(), NEW, by=karl)

    assert [each.outcome for each in done] == [Outcome.BY_HAND]


def test_a_link_to_a_page_of_ours_is_replaced_in_a_text(karl):
    gone = ServicePageFactory()
    page = complete(full_text=f'<p><a id="{gone.pk}" linktype="page">da</a></p>')
    gone.unpublish()
    collecting.collect_all()

    actions.replace_everywhere(LinkTarget.objects.get(), "/leistungen/neu/", by=karl)

    draft = ServicePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.full_text == '<p><a href="/leistungen/neu/">da</a></p>'


def test_a_partners_editor_replaces_on_her_own_pages_only(client, partner):
    service = ServicePageFactory(full_text=f'<p><a href="{OLD}">alt</a></p>')
    local = LocalServicePageFactory(service=service, partner=partner, local_text=f'<p><a href="{OLD}">hier</a></p>')
    collecting.collect_all()
    target = dead_everywhere()
    erika = UserFactory(groups=[partner.editors])
    client.force_login(erika)

    page = client.post(reverse("links_replace", args=[target.pk]), {"new": NEW})

    assert page.status_code == 200
    assert NEW in type(local).objects.get(pk=local.pk).get_latest_revision_as_object().local_text
    assert OLD in ServicePage.objects.get(pk=service.pk).get_latest_revision_as_object().full_text


def test_the_wrong_person_replaces_nothing(client, partner):
    ServicePageFactory(full_text=f'<p><a href="{OLD}">alt</a></p>')
    collecting.collect_all()
    target = dead_everywhere()
    nadia = UserFactory(groups=[PartnerFactory().editors])

    with pytest.raises(MayNotReplace):
        actions.replace_everywhere(target, NEW, by=nadia)
    for person in (nadia, UserFactory(groups=[AGENT]), UserFactory()):
        client.force_login(person)
        assert client.post(reverse("links_replace", args=[target.pk]), {"new": NEW}).status_code in (302, 403)
    client.logout()
    client.post(reverse("links_replace", args=[target.pk]), {"new": NEW})
    assert OLD in ServicePage.objects.get().get_latest_revision_as_object().full_text


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "neu.example.org",
        "javascript:alert(1)",
        "//boese.example.org/",
        "https://a:b@x.example.org/",
        "https://x y/",
    ],
)
def test_what_is_no_address_replaces_nothing(karl, typed):
    ServicePageFactory(full_text=f'<p><a href="{OLD}">alt</a></p>')
    collecting.collect_all()

    with pytest.raises(NotAnAddress):
        actions.replace_everywhere(dead_everywhere(), typed, by=karl)


def test_the_old_address_is_not_replaced_by_itself(client, karl):
    page = ServicePageFactory(full_text=f'<p><a href="{OLD}">alt</a></p>')
    collecting.collect_all()
    client.force_login(karl)

    screen = client.post(reverse("links_replace", args=[dead_everywhere().pk]), {"new": f" {OLD} "})

    assert "Das ist die alte Adresse" in screen.context["refused"]
    assert not page.revisions.filter(user=karl).exists()


def test_once_a_month_a_letter_tells_whoever_it_concerns(partner, karl):
    service = ServicePageFactory(title="Perso", full_text=f'<p><a href="{OLD}">alt</a></p>')
    LocalServicePageFactory(service=service, partner=partner, local_text=f'<p><a href="{NEW}">hier</a></p>')
    collecting.collect_all()
    dead_everywhere(), dead_everywhere(NEW)
    erika = UserFactory(groups=[partner.editors])
    UserFactory(groups=[PartnerFactory().editors])
    UserFactory(groups=[CENTRAL_EDITOR], is_active=False)

    for day in (1, 2, 15):
        letters.tell(DAY.date().replace(day=day))

    waiting = Job.objects.filter(name=letters.JOB)
    assert sorted(job.payload["to"] for job in waiting) == sorted([karl.pk, erika.pk])
    for job in waiting:
        jobs.mail_dead_links(**job.payload)
    sent = {message.to[0]: message for message in mail.outbox}
    assert OLD in sent[karl.email].body
    assert NEW not in sent[karl.email].body
    assert NEW in sent[erika.email].body
    assert OLD not in sent[erika.email].body
    assert sent[karl.email].subject == "1 toter Link auf Ihren Seiten"
    letters.tell(DAY.date() + timedelta(days=31))
    assert LinkLetter.objects.count() == 2


def test_a_letter_whose_list_has_emptied_is_not_sent(karl):
    letters.mail(karl.pk)

    assert mail.outbox == []


def test_an_address_that_cannot_be_taken_is_told_beside_the_field(client, partner):
    ServicePageFactory(full_text=f'<p><a href="{OLD}">alt</a></p>')
    collecting.collect_all()
    target = dead_everywhere()
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))

    page = client.post(reverse("links_replace", args=[target.pk]), {"new": "unsinn"})

    assert "Schreiben Sie die ganze Adresse" in page.context["refused"]
    assertContains(page, 'aria-describedby="new-error new-help"')
    assertContains(page, 'value="unsinn"')
