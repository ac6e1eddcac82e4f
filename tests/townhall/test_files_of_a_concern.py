"""Files of citizens: brought with the form or later, held while something else is put right, read with the code."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cms.accounts import attempts
from cms.audit.models import Actor
from tests.factories import cases
from tests.factories.cases import asking, asks
from tests.factories.citizens import ERIKA
from tests.factories.files import PDF, a_file, picture
from workflows.cases import actions
from workflows.cases.file_models import CaseFile
from workflows.cases.models import Case

ASK = "/anliegen/neu/?leistung=personalausweis-beantragen"
STATUS = "/anliegen/"
TYPED = {"concern": "Mein Sofa muss weg.", "reply_channel": "email", "shown": ["foto"], **ERIKA}
pytestmark = pytest.mark.django_db


def plan(name="plan.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def photos(lindenfurt):
    return asking(asks("foto", "file", required=True))


def post(citizen, step="check", **typed):
    return citizen.post(ASK, {**TYPED, "step": step, **typed})


def held(page) -> list[str]:
    return page.context["form"]["q_foto"].value()


def test_the_form_takes_files_and_says_what_becomes_of_them(lindenfurt, photos):
    page = lindenfurt.citizen.get(ASK).content.decode()

    assert 'enctype="multipart/form-data"' in page
    assert 'type="file"' in page
    assert 'accept=".pdf' in page
    assert "höchstens 10 MB" in page
    assert "eine abgelehnte Datei wählen Sie bitte noch einmal aus" in page


def test_files_go_through_reading_over_to_the_case(lindenfurt, photos):
    checked = post(lindenfurt.citizen, q_foto=[plan(), plan("sofa.png", picture())])
    page = checked.content.decode()
    assert "plan.pdf, sofa.png" in page
    assert all(f'name="q_foto" value="{handle}"' in page for handle in held(checked))

    sent = post(lindenfurt.citizen, step="send", seal=checked.context["seal"], q_foto=held(checked))

    assert sent.status_code == 302
    case = Case.objects.get()
    assert [(file.name, file.question) for file in case.files.all()] == [("plan.pdf", "foto"), ("sofa.png", "foto")]
    assert case.answers == {"foto": ["plan.pdf", "sofa.png"]}


def test_what_was_taken_stays_when_something_else_is_wrong(lindenfurt, photos):
    page = post(lindenfurt.citizen, concern="", q_foto=[plan(), plan("virus.exe", b"MZ" + bytes(99))])

    text = page.content.decode()
    assert "„virus.exe“: Angenommen werden nur PDF-Dateien und Bilder" in text
    assert 'id="id_q_foto_error"' in text
    assert "plan.pdf (" in text
    again = post(lindenfurt.citizen, q_foto=held(page))
    assert "plan.pdf" in again.content.decode()
    assert "seal" in again.context


def test_a_file_can_be_left_out_again(lindenfurt, photos):
    page = post(lindenfurt.citizen, concern="", q_foto=[plan()])

    again = post(lindenfurt.citizen, q_foto=held(page), **{"q_foto-drop": held(page)})

    assert held(again) == []
    assert "Bitte fügen Sie bei „Foto“ eine Datei hinzu" in again.content.decode()
    assert not CaseFile.objects.exists()


def test_the_sixth_file_is_named_beside_the_field(lindenfurt, photos):
    page = post(lindenfurt.citizen, q_foto=[plan(f"{number}.pdf") for number in range(6)])

    assert "„5.pdf“: Zu einem Anliegen gehören höchstens fünf Dateien." in page.content.decode()
    assert len(held(page)) == 5


def test_a_storage_that_refuses_costs_nothing_that_was_typed(lindenfurt, monkeypatch):
    asking(asks("foto", "file"))
    from django.core.files.storage import storages

    monkeypatch.setattr(storages["case_files"], "_save", _no_space)

    page = post(lindenfurt.citizen, q_foto=[plan()]).content.decode()

    assert "Die Datei konnte gerade nicht gespeichert werden." in page
    assert "Mein Sofa muss weg." in page


def _no_space(name, content):
    raise OSError(28, "No space left on device")


def test_whoever_sends_very_many_files_is_slowed_down(lindenfurt, photos, monkeypatch):
    monkeypatch.setattr(attempts, "FILES_FROM_HERE", attempts.Limit("few", 1, attempts.FILES_FROM_HERE.within))
    post(lindenfurt.citizen, q_foto=[plan()])

    page = post(lindenfurt.citizen, q_foto=[plan()])

    assert held(page) == []
    assert "Mein Sofa muss weg." in page.content.decode()


@pytest.fixture
def town(lindenfurt):
    return cases.town(lindenfurt.partner)


@pytest.fixture
def opening(town):
    return cases.opened(town)


@pytest.fixture
def erika(lindenfurt):
    return Client(HTTP_HOST=lindenfurt.host)


def looks(erika, opening, **more):
    return erika.post(STATUS, {"reference": opening.case.reference, "code": opening.code, **more})


def replies(erika, opening, **typed):
    seen = looks(erika, opening)
    return erika.post(STATUS, {"pass": seen.context["pass"], "deed": "antworten", **typed})


def test_she_adds_a_file_without_words_and_finds_it_again(erika, opening):
    page = replies(erika, opening, text="", files=[plan()])

    assert "Das Amt hat Ihre Nachricht." in page.content.decode()
    assert "plan.pdf (" in page.content.decode()
    file = opening.case.files.get()
    got = erika.post(STATUS, {"pass": page.context["pass"], "file": file.pk})
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in got["Cache-Control"]


def test_sent_twice_it_stands_there_once(erika, opening):
    seen = looks(erika, opening)
    for _each in range(2):
        typed = {"pass": seen.context["pass"], "deed": "antworten", "text": "Hier.", "files": [plan()]}
        assert "Das Amt hat Ihre Nachricht." in erika.post(STATUS, typed).content.decode()

    assert opening.case.files.count() == 1


def test_neither_words_nor_a_file_is_said_beside_the_field(erika, opening):
    page = replies(erika, opening, text=" ").content.decode()

    assert "Bitte schreiben Sie etwas oder fügen Sie eine Datei hinzu." in page
    assert 'id="id_text_error"' in page


def test_a_refused_file_keeps_the_words_and_the_other_file(erika, opening):
    page = replies(erika, opening, text="Anbei.", files=[plan(), plan("x.pdf", b"nichts")])

    text = page.content.decode()
    assert "„x.pdf“: Angenommen werden nur" in text
    assert text.index("Angenommen werden nur") < text.index("Wie weit wir sind"), "it is said on top"
    assert "Bitte sehen Sie das noch einmal an: Anliegen" in " ".join(text.split())
    assert "Anbei.</textarea>" in text
    assert "plan.pdf (" in text
    assert not opening.case.files.exists()


def test_an_ended_pass_keeps_the_file_until_the_code_is_typed(erika, opening):
    asked = erika.post(STATUS, {"pass": "abgelaufen", "deed": "antworten", "text": "Anbei.", "files": [plan()]})
    kept = asked.context["kept"]
    assert [file.name for file in kept["files"]] == ["plan.pdf"]

    handles = [file.handle for file in kept["files"]]
    page = looks(erika, opening, deed="antworten", text="Anbei.", files=handles).content.decode()

    assert f'name="files" value="{handles[0]}"' in page
    assert "plan.pdf (" in page


def test_no_pass_and_the_pass_of_another_concern_open_no_file(erika, town, opening):
    file = actions.add_file(opening.case, a_file(), by=Actor.citizen())
    other = cases.opened(town)
    inside = actions.hold_file(a_file("innen.pdf"))
    actions.attach_files(opening.case, [inside.handle], by=town.karl)

    page = looks(erika, opening)
    strange = looks(erika, other).context["pass"]

    assert erika.post(STATUS, {"pass": "gefälscht", "file": file.pk}).context["ended"]
    for given, number in ((strange, file.pk), (page.context["pass"], inside.pk), (strange, "x")):
        assert erika.post(STATUS, {"pass": given, "file": number}).status_code == 404
    assert "innen.pdf" not in page.content.decode()
    assert erika.get(f"/anliegen/{opening.case.reference}/dateien/{file.pk}/").status_code in {302, 404}


def test_after_the_end_of_its_texts_nothing_of_a_file_is_left(erika, opening):
    actions.add_file(opening.case, a_file(), by=Actor.citizen())
    actions.withdraw(opening.case, by=Actor.citizen())
    Case.objects.update(emptied_at=timezone.now())
    CaseFile.objects.all().delete()

    assert "plan.pdf" not in looks(erika, opening).content.decode()
