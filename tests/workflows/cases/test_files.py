"""Files at cases: known by their content, kept under random names, seen with the case, gone with its texts."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from cms.audit.models import Actor, Event
from tests.factories.cases import asking, asks, item_of, opened, town
from tests.factories.files import HEIC, PDF, a_file, picture
from workflows.cases import actions, files, proofs, retention
from workflows.cases.errors import (
    AlreadyFinished,
    AnswersFault,
    CaseNotFound,
    FileGone,
    FileIsBroken,
    FileIsEmpty,
    FileKindRefused,
    FileNotKept,
    FileTooLarge,
    NotYourWork,
    TooManyFiles,
)
from workflows.cases.file_models import CaseFile
from workflows.cases.models import Case, Message

pytestmark = pytest.mark.django_db
CITIZEN = Actor.citizen()


@pytest.fixture
def here():
    return town()


@pytest.fixture
def case(here):
    return opened(here).case


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    """A storage of its own for each test, whose content can be counted."""
    own = {**settings.STORAGES["case_files"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "case_files": own}
    return storages["case_files"]


def fill_up(storage, monkeypatch):
    """The disk is full: half of the content lies there when it says so."""

    def save(name, content):
        path = Path(storage.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_save", save)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (picture("JPEG"), "jpg"),
        (picture("PNG"), "png"),
        (picture("WEBP"), "webp"),
        (HEIC, "heic"),
    ],
)
def test_a_file_is_what_its_content_says(content, kind):
    assert actions.hold_file(a_file("irgendwas", content)).kind == kind


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", FileIsEmpty),
        (b"MZ\x90\x00" + bytes(100), FileKindRefused),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", FileKindRefused),
        (b"PK\x03\x04" + bytes(100), FileKindRefused),
        (b"GIF89a" + bytes(100), FileKindRefused),
        (picture("PNG")[:40], FileIsBroken),
        (picture("JPEG")[:20], FileIsBroken),
        (PDF + bytes(files.LARGEST), FileTooLarge),
    ],
)
def test_what_is_no_such_file_is_refused_whatever_its_name(content, refusal):
    with pytest.raises(refusal):
        actions.hold_file(a_file("foto.pdf", content))

    assert not files.stored_names()
    assert not CaseFile.objects.exists()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Plan des Carports.pdf", "Plan des Carports.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\erika\\plan.PDF", "plan.PDF"),
        ("rechnung.pdf.exe", "rechnung.pdf.exe.pdf"),
        ("\u202efdp.exe\n", "fdp.exe.pdf"),
        ("", "datei.pdf"),
        ("a" * 300 + ".pdf", "a" * files.LONGEST_NAME + ".pdf"),
    ],
)
def test_a_name_has_no_folder_and_the_ending_of_what_it_is(typed, shown):
    assert files.name_of(typed, CaseFile.Kind.PDF) == shown


def test_what_came_with_a_mail_stands_at_its_reply(case):
    reply = actions.receive_reply(case, text="Anbei der Plan.", by=CITIZEN)

    file = actions.add_file(case, a_file(), by=CITIZEN, message=reply)

    assert (file.case, file.message, file.added_by, file.citizen_sees) == (case, reply, None, True)
    assert "plan" not in file.stored
    with file.open() as content:
        assert content.read() == PDF
    event = Event.objects.about(case).get(verb="file_added")
    assert event.new == {"file": file.pk, "kind": "pdf", "bytes": len(PDF)}


def test_a_file_alone_is_a_reply_and_lets_the_promise_run_on(here, case):
    actions.ask_citizen(item_of(case), question="Haben Sie einen Plan?", by=here.karl)

    file = actions.add_file(case, a_file(), by=CITIZEN)

    case.refresh_from_db()
    assert case.waiting_since is None
    assert file.message.kind == Message.Kind.REPLY
    assert item_of(case).assignee == here.karl


def test_the_sixth_file_is_refused_and_leaves_nothing(case):
    for _each in range(5):
        actions.add_file(case, a_file(), by=CITIZEN)

    with pytest.raises(TooManyFiles):
        actions.add_file(case, a_file(), by=CITIZEN)

    assert case.files.count() == CaseFile.objects.count() == len(files.stored_names()) == 5


def test_nothing_is_added_after_the_end(here, case):
    actions.withdraw(case, by=CITIZEN)

    for add in (
        lambda: actions.add_file(case, a_file(), by=CITIZEN),
        lambda: actions.attach_files(case, [actions.hold_file(a_file()).handle], by=here.karl),
    ):
        with pytest.raises(AlreadyFinished):
            add()

    assert not case.files.exists()


def test_colleagues_who_see_the_case_add_files_and_say_whether_the_citizen_reads_them(here, case):
    inside, told = (actions.hold_file(a_file()) for _each in range(2))

    actions.attach_files(case, [inside.handle], by=here.karl)
    actions.attach_files(case, [told.handle], by=here.karl, citizen_sees=True)

    assert [(file.pk, file.added_by) for file in case.files.filter(citizen_sees=True)] == [(told.pk, here.karl)]
    assert actions.file_for_citizen(case, told.pk) == told
    with pytest.raises(CaseNotFound):
        actions.file_for_citizen(case, inside.pk)


def test_nadia_and_the_deactivated_add_nothing(here, case):
    here.karl.is_active = False
    here.karl.save()

    for stranger in (here.nadia, here.karl):
        with pytest.raises(NotYourWork):
            actions.attach_files(case, [actions.hold_file(a_file()).handle], by=stranger)


def test_a_file_belongs_to_the_first_case_that_takes_it(here, case):
    other = opened(here).case
    held = actions.hold_file(a_file())
    actions.receive_reply(case, text="", by=CITIZEN, files=[held.handle])

    with pytest.raises(FileGone):
        actions.receive_reply(other, text="", by=CITIZEN, files=[held.handle])

    assert case.files.get() == held
    assert not other.messages.exists()


def test_files_answer_the_questions_of_the_case_type(here):
    case_type = asking(asks("foto", "file", required=True), asks("plan", "file"))
    photo, plan = actions.hold_file(a_file("foto.png", picture())), actions.hold_file(a_file())

    case = _open(here, case_type, foto=[photo.handle], plan=[plan.handle])

    assert case.answers == {"foto": ["foto.png"], "plan": ["plan.pdf"]}
    assert [(file.question, file.name) for file in case.files.all()] == [("foto", "foto.png"), ("plan", "plan.pdf")]
    assert [line.words for line in case.answer_lines()] == ["foto.png", "plan.pdf"]


def test_a_made_up_handle_and_too_many_files_are_named_at_their_question(here):
    case_type = asking(asks("foto", "file"), asks("plan", "file"))
    held = [actions.hold_file(a_file()).handle for _each in range(6)]

    for typed in ({"foto": ["erfunden"]}, {"foto": held[:5], "plan": held[5:]}, {"foto": held}):
        with pytest.raises(AnswersFault) as refusal:
            _open(here, case_type, **typed)
        assert set(refusal.value.faults) <= {"foto", "plan"}

    assert not Case.objects.exists()
    assert CaseFile.objects.waiting().count() == 6


def test_an_agent_need_not_have_the_file_of_whoever_calls(here):
    case_type = asking(asks("foto", "file", required=True))

    assert _open(here, case_type, channel="phone").answers == {}


def _open(here, case_type, *, channel="web", **answers):
    return actions.open_case(
        case_type=case_type,
        partner=here.partner,
        service=here.service,
        concern="Mein Sofa",
        channel=channel,
        reply_channel="none",
        details=None,
        by=CITIZEN,
        answers=answers,
    ).case


def test_a_full_disk_is_said_and_leaves_nothing_half(case, own_storage, monkeypatch):
    fill_up(own_storage, monkeypatch)

    with pytest.raises(FileNotKept, match="gerade nicht gespeichert"):
        actions.add_file(case, a_file(), by=CITIZEN)

    assert not files.stored_names()
    assert not CaseFile.objects.exists()
    assert not case.messages.exists()


def test_what_is_rolled_back_leaves_no_file(case, monkeypatch):
    monkeypatch.setattr(CaseFile.objects, "create", _fails)

    with pytest.raises(RuntimeError):
        actions.add_file(case, a_file(), by=CITIZEN)

    assert not files.stored_names()


def test_what_an_outer_transaction_takes_back_goes_with_the_next_tidying(case):
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.add_file(case, a_file(), by=CITIZEN)
        _fails()
    assert len(files.stored_names()) == 1

    assert files.remove_lost(timezone.now()) == 0
    assert files.remove_lost(timezone.now() + timedelta(hours=2)) == 1
    assert not files.stored_names()


def _fails(**fields):
    raise RuntimeError


def test_a_form_that_is_never_sent_loses_its_files(case):
    actions.hold_file(a_file())
    kept = actions.add_file(case, a_file(), by=CITIZEN)

    files.remove_lost(timezone.now() + timedelta(hours=5))

    assert CaseFile.objects.get() == kept
    assert files.stored_names() == [kept.stored]


def test_what_a_form_lets_go_is_gone_at_once(case):
    held, put = actions.hold_file(a_file()), actions.add_file(case, a_file(), by=CITIZEN)

    for file in (held, put):
        actions.let_go(file)

    assert files.stored_names() == [put.stored]


def test_files_end_with_the_texts_of_their_case(case):
    actions.add_file(case, a_file(), by=CITIZEN)
    actions.withdraw(case, by=CITIZEN)
    case.refresh_from_db()

    retention.empty_expired_text(case.delete_after + timedelta(days=1))
    files.remove_lost(timezone.now() + timedelta(hours=2))

    assert not CaseFile.objects.exists()
    assert not files.stored_names()


def test_the_proof_names_a_file_that_is_lost_and_one_that_should_be(case):
    file = actions.add_file(case, a_file(), by=CITIZEN)
    assert not list(proofs.files_lie_where_they_should())

    files.discard(file.stored)
    assert [found.pk for found, _sentence in proofs.files_lie_where_they_should()] == [file.pk]

    Case.objects.update(emptied_at=timezone.now())
    assert len(list(proofs.files_lie_where_they_should())) == 2
