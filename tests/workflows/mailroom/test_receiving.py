"""Mail that comes in: each kind finds its place, and nothing is lost without a word."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail as sent_mail
from django.core.files.storage import FileSystemStorage
from django.utils import timezone
from PIL import Image

from cms.audit.models import Actor, Event
from tests.factories.cases import item_of, kind_of_case, opened, step, town
from tests.factories.citizens import ERIKA
from tests.factories.mails import BOX, came_back, reply, with_files
from tests.factories.outbox import run_jobs
from workflows.cases import actions as cases
from workflows.cases.errors import FileNotKept
from workflows.cases.models import Case, Message
from workflows.citizens.mail_addresses import reply_address
from workflows.mailroom import actions, proofs, reading
from workflows.mailroom.actions import receive
from workflows.mailroom.errors import AlreadyDecided, NoSuchCase, NotInCharge
from workflows.mailroom.models import IncomingMail, Reason, State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def box(settings):
    settings.MAIL_IN = BOX


@pytest.fixture
def lindenfurt():
    return town()


@pytest.fixture
def case(lindenfurt):
    return opened(lindenfurt).case


def asked(case, by) -> Case:
    cases.ask_citizen(item_of(case), question="Welcher Baum?", by=by)
    return case


def answered(lindenfurt) -> Case:
    case = opened(lindenfurt, case_type=kind_of_case(step("answer"))).case
    cases.answer(item_of(case), text="Ja, das dürfen Sie.", by=lindenfurt.karl)
    case.refresh_from_db()
    assert case.state == Case.State.ANSWERED
    return case


def replies(case) -> list[str]:
    return list(case.messages.filter(kind=Message.Kind.REPLY).order_by("pk").values_list("text", flat=True))


def kinds() -> list[tuple[str, str]]:
    return list(IncomingMail.objects.order_by("pk").values_list("state", "reason"))


def forged(case) -> str:
    """The address of a case with a signature that we did not make."""
    address = reply_address(case.reference)
    return address.replace(address.partition("@")[0][-16:], "a" * 16)


# Replies


def test_every_letter_says_where_a_reply_goes_and_reports_on_delivery_too(case):
    run_jobs()

    [letter] = [each for each in sent_mail.outbox if each.to == [ERIKA["email"]]]
    assert letter.reply_to == [reply_address(case.reference)]
    assert letter.from_email == reply_address(case.reference)
    assert letter.message()["From"] == "servicecenter@lindenfurt.example.org"


def test_a_reply_to_a_question_lets_the_case_go_on_with_whoever_asked(case, lindenfurt):
    asked(case, lindenfurt.karl)

    row = receive(reply(case, "Der Apfelbaum.\n\nAm 24.11.26 um 14:02 schrieb Stadt:\n> Welcher Baum?\n"))

    assert (row.state, row.reason, row.case) == (State.PLACED, Reason.REPLY, case)
    assert replies(case) == ["Der Apfelbaum."]
    assert item_of(case).assignee == lindenfurt.karl
    case.refresh_from_db()
    assert case.waiting_since is None
    row.refresh_from_db()
    assert row.raw is None
    [event] = Event.objects.about(case).filter(verb="citizen_replied")
    assert event.actor_kind == "citizen"


def test_html_alone_is_read_without_its_quotation(case):
    html = "<html><head><style>p{}</style></head><body><p>Der&nbsp;Apfelbaum,<br>hinten.</p>"
    receive(
        reply(case, "", html=html + "<div class='gmail_quote'>Am … schrieb:<blockquote>Welcher?</blockquote></div>")
    )

    assert replies(case) == ["Der Apfelbaum,\nhinten."]


def test_a_reply_to_an_open_case_is_added_and_told(case, lindenfurt):
    cases.take(item_of(case), by=lindenfurt.karl)
    run_jobs()
    sent_mail.outbox.clear()

    receive(reply(case, "Noch etwas."))
    run_jobs()

    assert replies(case) == ["Noch etwas."]
    assert [each.to for each in sent_mail.outbox] == [[lindenfurt.karl.email]]


def test_a_long_reply_comes_in_parts(case):
    receive(reply(case, "Wort " * 4000))

    assert len(replies(case)) == 3
    assert " ".join(replies(case)).split() == ["Wort"] * 4000


def test_one_that_is_far_too_long_waits(case):
    receive(reply(case, "Wort " * 10_000))

    assert kinds() == [("waiting", "long")]
    assert not replies(case)


def test_the_same_letter_twice_is_placed_once(case):
    raw = reply(case)
    first = receive(raw)
    again = receive(b"Received: from another way\r\n".replace(b"\r\n", b"\n") + raw)

    assert first == again
    assert replies(case) == ["Der Apfelbaum."]


def test_other_words_under_the_same_number_are_not_lost(case):
    receive(reply(case))
    receive(reply(case, "Etwas ganz anderes."))

    assert kinds() == [("placed", "reply"), ("waiting", "same_id")]


def test_an_address_in_capitals_or_under_an_older_key_still_fits(case, settings):
    address = reply_address(case.reference)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "ein neuer"

    receive(reply(case, to=address.upper()))

    assert kinds() == [("placed", "reply")]


def test_a_forged_number_waits_and_touches_no_case(case):
    row = receive(reply(to=forged(case)))

    assert (row.state, row.reason, row.case) == (State.WAITING, Reason.FORGED, None)
    assert row.raw is not None
    assert not replies(case)


def test_the_signature_of_one_case_is_worth_nothing_for_another(case, lindenfurt):
    other = opened(lindenfurt).case
    swapped = reply_address(case.reference).replace(case.reference.lower(), other.reference.lower())

    assert receive(reply(to=swapped)).reason == Reason.FORGED
    assert not replies(other)


def test_a_reply_to_what_has_ended_waits_for_a_person(lindenfurt):
    case = answered(lindenfurt)

    row = receive(reply(case, "Vielen Dank!"))

    assert (row.state, row.reason) == (State.WAITING, Reason.ENDED)
    assert not replies(case)


# Files


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PNG")
    return content.getvalue()


def test_files_that_a_case_takes_are_at_the_case(case):
    row = receive(with_files(case, ("Plan.png", "image/png", picture()), text="Anbei."))

    [file] = case.files.all()
    assert file.name == "Plan.png"
    assert replies(case) == ["Anbei."]
    assert (row.attachments, row.raw) == ([], None)


def test_a_file_alone_is_a_reply(case, lindenfurt):
    asked(case, lindenfurt.karl)

    receive(with_files(case, ("Plan.png", "image/png", picture()), text=""))

    assert case.files.count() == 1
    assert item_of(case).step == "answer"


def test_other_files_are_named_and_the_mail_is_kept(case):
    files = [(f"{number}.png", "image/png", picture()) for number in range(6)]
    row = receive(with_files(case, ("../../liste.exe", "application/x-dosexec", b"MZ"), *files))

    [text] = replies(case)
    assert text.startswith("Anbei.")
    assert "liste.exe, 5.png" in text
    assert case.files.count() == 5
    assert row.attachments == ["liste.exe", "5.png"]
    assert bytes(row.raw)
    assert row.delete_after is not None


def test_a_full_disk_leaves_the_mail_with_the_mail_server(case, monkeypatch):
    def full(*args, **options):
        raise OSError("full")

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    with pytest.raises(FileNotKept):
        receive(with_files(case, ("Plan.png", "image/png", picture())))
    assert not IncomingMail.objects.exists()
    assert not replies(case)


# What nobody reads


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<neues.example>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
    ],
    ids=str,
)
def test_automatic_answers_do_not_answer_for_her(case, lindenfurt, headers):
    asked(case, lindenfurt.karl)

    row = receive(reply(case, "Ich bin im Urlaub.", **headers))

    assert (row.state, row.reason) == (State.SET_ASIDE, Reason.AUTOMATIC)
    assert row.delete_after is not None
    case.refresh_from_db()
    assert case.waiting_since is not None


def test_our_own_letters_do_not_come_back_in(case):
    run_jobs()
    [letter] = [each for each in sent_mail.outbox if each.to == [ERIKA["email"]]]
    number = letter.extra_headers["Message-ID"]

    assert receive(reply(case, message_id=number)).reason == Reason.LOOP
    assert receive(reply(case, sender=BOX, message_id="<zwei@x.example>")).reason == Reason.LOOP
    assert not replies(case)


# Letters that came back


def test_an_answer_that_came_back_is_work_again(lindenfurt):
    case = answered(lindenfurt)

    row = receive(came_back(reply_address(case.reference)))

    assert (row.state, row.reason, row.case) == (State.PLACED, Reason.BOUNCE, case)
    case.refresh_from_db()
    assert (case.state, case.answered_at) == (Case.State.OPEN, None)
    item = item_of(case)
    assert (item.step, item.department, item.assignee) == ("reply_by_hand", lindenfurt.department, lindenfurt.karl)
    assert "kam zurück" in item.title
    assert case.messages.get(kind=Message.Kind.UNDELIVERED).text == "5.1.1"

    details = cases.DetailsInput(name="Erika", email="neu@example.org")
    cases.correct_details(case, details=details, reply_channel="email", by=Actor.person(lindenfurt.karl))
    case.refresh_from_db()
    assert (case.state, case.undelivered_at) == (Case.State.ANSWERED, None)
    run_jobs()
    assert sent_mail.outbox[-1].to == ["neu@example.org"]
    assert "Ja, das dürfen Sie." in sent_mail.outbox[-1].body


def test_a_question_that_came_back_is_with_whoever_asked(case, lindenfurt):
    asked(case, lindenfurt.karl)
    run_jobs()
    sent_mail.outbox.clear()

    receive(came_back("servicecenter@lindenfurt.example.org", original=reply_address(case.reference)))

    assert (item_of(case).step, item_of(case).assignee) == ("answer", lindenfurt.karl)
    run_jobs()
    [told] = sent_mail.outbox
    assert told.to == [lindenfurt.karl.email]
    assert "kam zurück" in told.subject


def test_where_no_mail_arrives_the_answer_is_not_sent_into_nowhere(lindenfurt):
    case = opened(lindenfurt, case_type=kind_of_case(step("answer"))).case
    receive(came_back(reply_address(case.reference)))

    cases.answer(item_of(case), text="Ja.", by=lindenfurt.karl)

    assert item_of(case).step == "reply_by_hand"
    case.refresh_from_db()
    assert case.answered_at is None


def test_a_letter_that_is_only_late_changes_nothing(case):
    row = receive(came_back(reply_address(case.reference), action="delayed", status="4.4.1"))

    assert (row.state, row.reason) == (State.SET_ASIDE, Reason.DELAYED)
    case.refresh_from_db()
    assert case.undelivered_at is None


def test_a_report_about_a_forged_or_foreign_letter_is_set_aside(case):
    assert receive(came_back(BOX, original="jemand@example.org")).state == State.SET_ASIDE
    receive(came_back(BOX, original=forged(case), own="zwei"))
    case.refresh_from_db()
    assert case.undelivered_at is None


# Unknown mail


def test_unknown_mail_becomes_a_concern_at_the_triage_of_the_named_partner(lindenfurt):
    here = f"anliegen+{lindenfurt.partner.slug}@post.example.org"

    row = receive(reply(to=here, text="Der Spielplatz ist kaputt.", subject="Spielplatz"))

    assert (row.state, row.reason) == (State.PLACED, Reason.NEW)
    case = row.case
    assert (case.partner, case.channel, case.reply_channel) == (lindenfurt.partner, "mail", "email")
    assert case.concern == "Spielplatz\n\nDer Spielplatz ist kaputt."
    assert case.details.email == ERIKA["email"]
    assert item_of(case).step == "triage"
    run_jobs()
    assert any(each.to == [ERIKA["email"]] and case.reference in each.subject for each in sent_mail.outbox)


def test_what_cannot_become_a_concern_waits(lindenfurt):
    receive(reply(text=" ", subject="leer"))
    receive(reply(sender="kein Absender", message_id="<b@x>"))

    assert kinds() == [("waiting", "unknown")] * 2


def test_a_flood_from_one_address_stops_becoming_concerns(lindenfurt):
    for number in range(7):
        receive(reply(message_id=f"<{number}@x>", text=f"Nummer {number}"))

    assert [reason for _state, reason in kinds()] == ["new"] * 5 + ["flood"] * 2


# Broken and hostile mail


def deep(levels: int) -> bytes:
    opening = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(levels))
    return b"From: x@example.org\nMessage-ID: <tief@x>\n" + opening


HOSTILE = {
    "nothing": b"",
    "only spaces": b"  \n\n",
    "deep": deep(3000),
    "rather deep": deep(90),
    "a head without end": b"From: x@example.org\n" + b"X: y\n" * 100_000,
    "many parts": b'From: x@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 5000,
    "no such charset": b"From: x@y.org\nSubject: =?no?b?xx?=\nContent-Type: text/plain; charset=no\n\n\xff\xfeHallo",
    "base64 that is none": b"From: x@example.org\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!",
    "zeros": b"From: x@example.org\n\n\x00\x00Hallo\x00",
    "no boundary": b"From: x@example.org\nContent-Type: multipart/mixed\n\nHallo",
    "a bad sender": b"From: <<<>>>@@, \x00\nMessage-ID: \n\nHallo",
    "a telephone book": b"From: x@example.org\nTo: " + b"a@b, " * 30_000 + b"\n\nHallo",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_broken_and_hostile_mail_is_set_aside_under_a_name(lindenfurt, kind):
    row = receive(HOSTILE[kind])

    row.refresh_from_db()
    assert row.reason in Reason.values
    assert row.state == State.PLACED or bytes(row.raw) == HOSTILE[kind]


def test_25_mb_are_too_much_and_of_the_mail_its_head_is_kept(case):
    raw = reply(case, "x").replace(b"\n\n", b"\n\n" + b"x" * (reading.MOST_BYTES + 1), 1)

    row = receive(raw)

    assert (row.state, row.reason, row.case) == (State.WAITING, Reason.LARGE, case)
    assert len(row.raw) < 300 * 1024
    assert not replies(case)


def test_a_bomb_in_a_file_is_not_opened(case, monkeypatch):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("viel.txt", b"0" * 20_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda *args: pytest.fail("somebody opens it"))

    row = receive(with_files(case, ("viel.zip", "application/zip", bomb.getvalue())))

    assert row.attachments == ["viel.zip"]


# What a person decides


def test_whoever_allots_puts_it_to_a_case_makes_one_or_leaves_it(lindenfurt, case):
    tim = lindenfurt.tim
    IncomingMail.objects.all().delete()
    rows = []
    for number in range(3):
        rows.append(receive(reply(to=forged(case), message_id=f"<{number}@x>", text=f"Wort {number}")))
    IncomingMail.objects.update(partner=lindenfurt.partner)

    actions.attach(rows[0], reference=case.reference, by=tim)
    actions.make_a_concern(rows[1], by=tim)
    actions.leave(rows[2], by=tim)

    assert kinds() == [("placed", "reply"), ("placed", "new"), ("set_aside", "forged")]
    assert replies(case) == ["Wort 0"]
    assert Event.objects.filter(verb="mail_decided", actor_key=str(tim.pk)).count() == 3
    with pytest.raises(AlreadyDecided):
        actions.attach(rows[0], reference=case.reference, by=tim)


def test_a_reply_to_what_has_ended_opens_it_again_when_a_person_says_so(lindenfurt):
    case = answered(lindenfurt)
    row = receive(reply(case, "Das hilft mir nicht."))

    actions.attach(row, reference=case.reference, by=lindenfurt.tim)

    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    assert "Das hilft mir nicht." in replies(case)


def test_nobody_else_decides_and_no_case_of_another_partner_gets_it(lindenfurt, case):
    row = receive(reply(to=forged(case)))
    IncomingMail.objects.filter(pk=row.pk).update(partner=lindenfurt.partner, state="waiting", reason="unknown")
    elsewhere = town()

    for stranger in (lindenfurt.karl, lindenfurt.lena, elsewhere.tim):
        with pytest.raises(NotInCharge):
            actions.leave(row, by=stranger)
        assert not IncomingMail.objects.in_charge(stranger).exists()
    with pytest.raises(NoSuchCase):
        actions.attach(row, reference=opened(elsewhere).case.reference, by=lindenfurt.tim)


# The end, and the proof


def test_words_end_and_that_it_came_stays(case):
    row = receive(reply(case, "Urlaub", Auto_Submitted="auto-replied"))
    waiting = receive(reply(to=forged(case), message_id="<w@x>"))

    assert actions.delete_expired(timezone.localdate() + timedelta(days=31)) == 1
    row.refresh_from_db()
    assert (row.raw, row.sender, row.subject) == (None, "", "")
    assert row.reason == Reason.AUTOMATIC
    waiting.refresh_from_db()
    assert waiting.raw is not None


def test_the_proof_finds_mail_that_nobody_looks_at(lindenfurt):
    row = receive(reply(text=" ", subject="leer"))
    IncomingMail.objects.filter(pk=row.pk).update(partner=lindenfurt.partner)
    assert list(proofs.every_mail_is_placed()) == []

    IncomingMail.objects.filter(pk=row.pk).update(received_at=timezone.now() - timedelta(days=4))
    assert [found.pk for found, _why in proofs.every_mail_is_placed()] == [row.pk]
    lindenfurt.tim.memberships.all().delete()
    assert [found.pk for found, _why in proofs.every_mail_is_placed()] == [row.pk]

    placed = receive(reply(message_id="<p@x>", text="Spielplatz"))
    IncomingMail.objects.filter(pk=placed.pk).update(case=None, state="placed", reason="new")
    assert placed.pk in [found.pk for found, _why in proofs.every_mail_is_placed()]
    IncomingMail.objects.filter(pk=placed.pk).update(delete_after=timezone.localdate() - timedelta(days=5))
    assert [found.pk for found, _why in proofs.mails_end()] == [placed.pk]


def test_without_an_address_letters_have_no_way_back(case, settings):
    settings.MAIL_IN = ""
    run_jobs()

    [letter] = [each for each in sent_mail.outbox if each.to == [ERIKA["email"]]]
    assert not letter.reply_to
