"""Everyday words from a file: faults by line, a look before, then all of it or nothing; and out as they came in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.catalogue.notices import JOB
from cms.knowledge import actions
from cms.knowledge.models import EverydayWord
from cms.knowledge.search import search
from cms.knowledge.word_files import FileRefused, WordFile, plan_import
from cms.outbox.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.organisation import PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEAD = "Was die Leute sagen;Meint diese Wörter;Meint diese Seite;Art;Partner\r\n"
NAMES = "wagtailsnippets_knowledge_everydayword"


def address(name: str, *args) -> str:
    return reverse(f"{NAMES}:{name}", args=args)


@pytest.fixture
def central():
    return UserFactory(groups=[CENTRAL_EDITOR])


@pytest.fixture
def service(responsibility):
    return ServicePageFactory(title="Hundesteuer", responsibility=responsibility)


def planned(user, *lines: str, head: str = HEAD):
    return plan_import(WordFile(head + "\r\n".join(lines)), user=user)


def mistakes(plan) -> list[tuple[int, str]]:
    return [(error.line, error.text) for error in plan.errors]


def numbers(plan) -> list[int]:
    """New, changed, as before."""
    return [number for _word, number in plan.counts]


def send(client, content: str):
    return client.post(address("import"), {"file": SimpleUploadedFile("woerter.csv", content.encode())})


def test_nothing_happens_before_one_has_seen_it_and_then_all_of_it_waits_for_a_release(client, central, service):
    client.force_login(central)
    text = HEAD + f"Quaxi;Hundesteuer;;;\r\nHund ist weg;;{service.slug};;alle\r\nFiffi, Bello;;;gleichbedeutend;\r\n"

    looked = send(client, text)
    assert numbers(looked.context["plan"]) == [3, 0, 0]
    assert not EverydayWord.objects.exists()

    fields = {name: looked.context["form"].initial[name] for name in ("text", "shown")}
    assert client.post(address("import"), fields).status_code == 302

    assert list(EverydayWord.objects.order_by("pk").values_list("kind", "words", "means", "page", "live")) == [
        ("one_way", "Quaxi", "Hundesteuer", None, False),
        ("phrase", "Hund ist weg", "", service.pk, False),
        ("equal", "Fiffi, Bello", "", None, False),
    ]
    assert EverydayWord.objects.with_state().filter(waits=True).count() == 3


def test_approvers_get_one_mail_for_a_file(central):
    UserFactory(groups=[CENTRAL_EDITOR, APPROVER])
    planned(central, "Eins;Hund;;;", "Zwei;Hund;;;", "Drei;Hund;;;").carry_out(by=central)

    asked = [job for job in Job.objects.filter(name=JOB) if job.payload["kind"] == "task_submitted"]
    assert len(asked) == 1


def test_every_mistake_has_the_number_of_its_line_and_nothing_is_done(client, central, partner):
    client.force_login(central)
    lines = (
        "und oder;Hund;;;",
        "Quaxi;;Gibt es nicht;;",
        "",
        "Wuffwuff;der die das;;;",
        "Bello;Hund;;seltsam;",
        "Rex;Hund;;;Nirgendwo",
        ";Hund;;;",
        "Gut;Hund;;;",
    )

    response = send(client, HEAD + "\r\n".join(lines))

    assert response.status_code == 422
    assert [error.line for error in response.context["plan"].errors] == [2, 3, 5, 6, 7, 8]
    assert not EverydayWord.objects.exists()
    for text in ("Gibt es nicht", "seltsam", "Nirgendwo"):
        assert text in response.content.decode()


def test_what_stands_twice_is_named_with_its_other_line(central):
    plan = planned(central, "Quaxi;Hund;;;", "quaxi;Hund;;;", "Quaxi;Katze;;;")

    assert [line for line, _text in mistakes(plan)] == [3, 4]
    assert "2" in mistakes(plan)[0][1]


def test_a_word_that_means_something_else_already_is_named_and_may_be_read(central):
    EverydayWordFactory(words="Quaxi, Fiffi", means="Katze")

    plan = planned(central, "Quaxi;Hund;;;", "Bello;Hund;;;", "Bello, Rex;Maus;;;")

    assert plan.errors == []
    assert [remark.line for remark in plan.remarks] == [2, 4]
    assert "katze" in plan.remarks[0].text


def test_what_waits_for_its_release_is_not_changed_by_a_file(central):
    actions.propose_everyday_word(kind="one_way", words="Quaxi", means="Hund", by=central)

    assert [line for line, _text in mistakes(planned(central, "Quaxi;Katze;;;"))] == [2]
    assert numbers(planned(central, "Quaxi;Hund;;;")) == [0, 0, 1]


def test_a_changed_word_waits_and_the_old_one_holds(central, service, partner):
    EverydayWordFactory(words="Quaxi", means="Hundesteuer")

    planned(central, "Quaxi;Hund und Katz;;;").carry_out(by=central)

    word = EverydayWord.objects.get()
    assert (word.means, word.get_latest_revision_as_object().means) == ("Hundesteuer", "Hund und Katz")
    assert [hit.title for hit in search("Quaxi", partner=partner).hits] == ["Hundesteuer"]


def test_out_and_in_again_changes_nothing(client, central, service, partner):
    EverydayWordFactory(words="Quaxi, Fiffi", means="Hund | Katze", partner=partner)
    EverydayWordFactory(words="Hund ist weg", means="", page=service, kind="phrase")
    EverydayWordFactory(words="Bello, Rex", means="", kind="equal")
    EverydayWordFactory(words="-Formel", means="Hund")
    client.force_login(central)

    out = b"".join(client.get(address("export")).streaming_content)
    plan = plan_import(WordFile.of_bytes(out), user=central)

    assert "'-Formel" in out.decode("utf-8-sig")
    assert mistakes(plan) == []
    assert numbers(plan) == [0, 0, 4]


def test_a_partners_editor_brings_in_words_of_her_partner_only(client, service, partner):
    other = PartnerFactory()
    EverydayWordFactory(words="Fremd", means="Hund", partner=other)
    editor = UserFactory(groups=[partner.editors])
    client.force_login(editor)

    plan = planned(editor, "Quaxi;Hund;;;", f"Rex;Hund;;;{other.name}", "Bello;Hund;;;alle")
    assert [step.word.partner for step in plan.steps] == [partner]
    assert [line for line, _text in mistakes(plan)] == [3, 4]
    assert "Fremd" not in b"".join(client.get(address("export")).streaming_content).decode()


def test_what_changed_meanwhile_is_shown_again(client, central):
    client.force_login(central)
    looked = send(client, HEAD + "Quaxi;Hund;;;")
    EverydayWordFactory(words="Quaxi", means="Katze")

    fields = {name: looked.context["form"].initial[name] for name in ("text", "shown")}
    again = client.post(address("import"), fields)

    assert again.context["changed_meanwhile"]
    assert EverydayWord.objects.get().means == "Katze"


@pytest.mark.parametrize(
    "text",
    ["", HEAD, "Wort;Unsinn\r\na;b", "Bedeutung\r\nHund", 'Wort\r\n"offen', HEAD + "a;b;c;d;e;f"],
)
def test_what_cannot_be_read_at_all_is_refused(central, text):
    with pytest.raises(FileRefused):
        plan_import(WordFile(text), user=central)
