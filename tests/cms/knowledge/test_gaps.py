"""What was searched in vain, for those whose it is: grouped by meaning, gone when it is found or decided."""

from __future__ import annotations

import csv
import io
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cms.accounts.groups import AGENT, CENTRAL_EDITOR
from cms.audit.models import Actor
from cms.knowledge import actions, gap_views, gaps, loading
from cms.knowledge.errors import NotYourGap
from cms.knowledge.gaps import gaps_of
from cms.knowledge.models import Audience, EverydayWord, GapDecision, LoggedSearch
from cms.pages.actions import open_town_hall
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import MappingFactory, PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TODAY = timezone.localdate()


@pytest.fixture
def renate():
    return UserFactory(first_name="Renate", groups=[CENTRAL_EDITOR])


@pytest.fixture
def moorbach():
    partner = PartnerFactory(name="Moorbach", site=None)
    open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    return partner


@pytest.fixture
def karl(moorbach):
    return UserFactory(first_name="Karl", groups=[moorbach.editors])


def searched(words, partner, *, times=1, days_ago=0, face="citizen", hits=0, unsure=False, rank=None):
    for _ in range(times):
        LoggedSearch.objects.create(
            day=TODAY - timedelta(days=days_ago),
            partner=partner,
            face=face,
            words=words,
            hits=hits,
            unsure=unsure,
            rank=rank,
        )


def found(*partners, **options):
    return gaps_of([partner.pk for partner in partners], today=TODAY, **options)


def words_of(*partners, **options):
    return [gap.words for gap in found(*partners, **options)]


def lines(client, person, **query) -> list[str]:
    client.force_login(person)
    return [line.words for line in client.get(reverse("knowledge_gaps"), query).context["object_list"]]


def look(client, person, **query) -> str:
    client.force_login(person)
    return client.get(reverse("knowledge_gaps"), query).content.decode()


# What is a gap


def test_no_hit_an_unsure_one_and_none_opened_are_gaps(moorbach):
    searched("einhorn", moorbach)
    searched("elfe", moorbach, hits=3, unsure=True)
    searched("drache", moorbach, hits=3)

    assert {gap.words: gap.why for gap in found(moorbach)} == {
        "einhorn": gaps.Why.NO_HIT,
        "elfe": gaps.Why.UNSURE,
        "drache": gaps.Why.NOT_OPENED,
    }


@pytest.mark.parametrize("face", ["agent", "api"])
def test_where_the_first_card_is_read_without_opening_it_is_no_gap(moorbach, face):
    searched("drache", moorbach, hits=3, face=face)

    assert words_of(moorbach) == []


def test_what_is_older_than_30_days_is_no_gap(moorbach):
    searched("einhorn", moorbach, days_ago=30)
    searched("drache", moorbach, days_ago=29)

    assert words_of(moorbach) == ["drache"]


def test_what_says_nothing_is_no_gap(moorbach):
    searched("… …", moorbach)

    assert words_of(moorbach) == []


# Equal plans


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Führerschein", "fuehrerschein"),
        ("wo finde ich den führerschein", "führerschein"),
        ("klamottensack", "sack klamotten"),
    ],
)
def test_the_same_in_other_words_is_one_gap(partner, responsibility, one, other):
    for title in ("Klamotten im Sack abgeben", "Sack für Klamotten holen"):
        ServicePageFactory(title=title, responsibility=responsibility)
    searched(one, partner)
    searched(other, partner, times=2)

    [gap] = found(partner)

    assert (gap.words, gap.count, set(gap.said)) == (other, 3, {one, other})


def test_an_everyday_word_and_what_it_means_are_one_gap(partner):
    EverydayWord.objects.create(words="Zwurbel", means="Hund", partner=partner)
    actions.take_new_words()
    searched("zwurbel", partner)
    searched("hund", partner)

    assert [gap.count for gap in found(partner)] == [2]


def test_different_things_are_different_gaps_and_partners_have_their_own(partner, moorbach):
    searched("einhorn", partner)
    searched("einhorn", moorbach)
    searched("elfe", moorbach)

    assert sorted(words_of(partner, moorbach)) == ["einhorn", "einhorn", "elfe"]


def test_count_faces_and_trend_are_told(moorbach):
    searched("einhorn", moorbach, times=2, days_ago=20)
    searched("einhorn", moorbach, times=4)
    searched("einhorn", moorbach, face="agent")

    [gap] = found(moorbach)

    assert (gap.count, gap.trend, gap.last_day) == (7, 3, TODAY)
    assert gap.by_face == {"citizen": 6, "agent": 1}


# How a gap ends


def test_a_later_success_ends_it_and_an_earlier_one_does_not(moorbach):
    searched("einhorn", moorbach, hits=1, rank=1)
    searched("einhorn", moorbach)
    assert words_of(moorbach) == ["einhorn"]

    searched("ein Einhorn", moorbach, hits=1, rank=1)

    assert words_of(moorbach) == []


def test_a_success_elsewhere_ends_nothing(partner, moorbach):
    searched("einhorn", moorbach)
    searched("einhorn", partner, hits=1, rank=1)

    assert words_of(moorbach) == ["einhorn"]


def test_it_comes_again_when_it_is_searched_in_vain_again(moorbach):
    searched("einhorn", moorbach, times=5)
    searched("einhorn", moorbach, hits=1, rank=1)
    searched("einhorn", moorbach)

    assert [gap.count for gap in found(moorbach)] == [1]


def test_a_word_that_was_added_later_ends_it_with_the_next_success(partner):
    """The words mean something else since; what was searched before is read by the new meaning."""
    searched("zwurbel", partner)
    EverydayWord.objects.create(words="Zwurbel", means="Hund", partner=partner)
    actions.take_new_words()
    searched("zwurbel", partner, hits=1, rank=1)

    assert words_of(partner) == []


def test_a_decision_ends_it_with_its_history(moorbach, karl):
    searched("einhorn", moorbach)

    decision = actions.decide_about_gap("einhorn", partner=moorbach, kind="ignored", by=karl)
    searched("das einhorn", moorbach)

    assert words_of(moorbach) == []
    [gap] = found(moorbach, decided=True)
    assert (gap.count, gap.decision, gap.decision.by) == (2, decision, karl)

    actions.take_back_decision(decision, by=karl)

    assert len(words_of(moorbach)) == 1
    decision.refresh_from_db()
    assert (decision.by, decision.taken_back_by) == (karl, karl)


def test_only_her_own_gaps_are_hers_to_decide(partner, moorbach, karl, renate):
    with pytest.raises(NotYourGap):
        actions.decide_about_gap("einhorn", partner=partner, kind="ignored", by=karl)
    decision = actions.decide_about_gap("einhorn", partner=partner, kind="ignored", by=renate)
    with pytest.raises(NotYourGap):
        actions.take_back_decision(decision, by=karl)


# The report


def test_an_editor_sees_what_was_searched_at_her_partners_only(client, karl, renate, partner, moorbach):
    searched("einhorn", moorbach)
    searched("drache", partner)

    assert "einhorn" in look(client, karl)
    assert "drache" not in look(client, karl)
    assert "drache" not in look(client, karl, partner=partner.pk)
    assert "drache" in look(client, renate)


@pytest.mark.parametrize("groups", [[AGENT], []])
def test_the_wrong_person_and_nobody_see_nothing(client, moorbach, groups):
    searched("einhorn", moorbach)

    assert "einhorn" not in look(client, UserFactory(groups=groups))
    client.logout()
    assert client.get(reverse("knowledge_gaps")).status_code == 302
    assert client.post(reverse("knowledge_decide_gap"), {"words": "einhorn"}).status_code == 302


def test_it_is_narrowed_by_partner_face_and_reason(client, renate, partner, moorbach):
    searched("einhorn", moorbach)
    searched("drache", partner, hits=2, unsure=True, face="agent")

    for query in ({"partner": moorbach.pk}, {"face": "citizen"}, {"why": "no_hit"}):
        screen = look(client, renate, **query)
        assert "einhorn" in screen
        assert "drache" not in screen


def test_the_spreadsheet_has_every_gap(client, karl, moorbach):
    searched("einhorn", moorbach, times=2)
    searched("ein einhorn", moorbach)
    client.force_login(karl)

    answer = client.get(reverse("knowledge_gaps"), {"export": "csv"})

    [row] = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";")
    assert [*row.values()][:4] == ["einhorn", "ein einhorn", "Moorbach", "3"]


def test_a_gap_leads_to_a_new_page_with_its_title(client, renate, moorbach):
    searched("einhorn reiten", moorbach)
    screen = look(client, renate)
    address = screen.partition('href="/admin/pages/add/')[2].partition('"')[0]

    form = client.get("/admin/pages/add/" + address.replace("&amp;", "&")).content.decode()

    assert 'value="Einhorn reiten"' in form


def test_who_may_not_write_shared_pages_is_not_led_there(client, karl, moorbach):
    searched("einhorn", moorbach)

    assert "/admin/pages/add/" not in look(client, karl)


def test_not_ours_is_decided_and_leads_on(client, renate, moorbach):
    searched("einhorn", moorbach)
    client.force_login(renate)

    answer = client.post(
        reverse("knowledge_decide_gap"), {"words": "einhorn", "partner": moorbach.pk, "kind": "not_ours"}
    )

    assert GapDecision.objects.get().kind == "not_ours"
    form = client.get(answer.url)
    assert form.context["form"].instance.is_not_ours
    assert 'value="Einhorn"' in form.content.decode()


def test_ignored_and_opened_again(client, karl, moorbach):
    searched("einhorn", moorbach)
    client.force_login(karl)

    client.post(reverse("knowledge_decide_gap"), {"words": "einhorn", "partner": moorbach.pk, "kind": "ignored"})

    assert lines(client, karl) == []
    assert lines(client, karl, show="decided") == ["einhorn"]
    client.post(reverse("knowledge_take_back_gap", args=[GapDecision.objects.get().pk]))
    assert lines(client, karl) == ["einhorn"]


def test_words_that_are_not_kept_are_explained(client, karl, moorbach):
    searched("… abholen", moorbach)

    screen = look(client, karl)

    assert "… abholen" in screen
    assert "Namen" in screen


def test_gaps_wait_on_the_start_page_of_whose_they_are(client, karl, moorbach, partner):
    searched("einhorn", moorbach, times=3)
    searched("drache", partner)
    client.force_login(karl)

    screen = client.get("/admin/").content.decode()

    assert "einhorn" in screen
    assert "3 ×" in screen
    assert "drache" not in screen


def test_markup_in_words_stays_words(client, karl, moorbach):
    searched("<script>alert(1)</script>", moorbach)

    assert "<script>alert(1)" not in look(client, karl)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_once_are_one(moorbach, karl):
    start, ended = threading.Barrier(2), []

    def decide():
        try:
            start.wait(30)
            actions.decide_about_gap("einhorn", partner=moorbach, kind="ignored", by=karl)
            ended.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert ended == ["done", "done"]
    assert GapDecision.objects.in_force().count() == 1


def test_the_lexicon_it_asks_is_the_public_one():
    assert gaps.subjects_now().loaded is loading.current(Audience.PUBLIC)


def test_what_is_found_today_is_where_an_everyday_word_may_lead():
    mapping = MappingFactory()
    service = ServicePageFactory(title="Reisepass beantragen", responsibility=mapping.responsibility)

    hit = gap_views.likeliest("reisepass", mapping.office.department.partner)

    assert (hit.object_id, hit.title) == (service.pk, service.title)
