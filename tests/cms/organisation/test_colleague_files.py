"""Colleagues from a file: faults by line, a look before, then all of it or nothing; and out again as they came in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.accounts.groups import AGENT
from cms.audit.models import Actor, Event
from cms.organisation.colleague_files import ColleagueFile, FileRefused, plan_import
from cms.organisation.models import Colleague
from tests.factories.accounts import UserFactory
from tests.factories.organisation import ColleagueFactory, DepartmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

HEAD = "Amt;Name;Aufgaben;Raum;Telefon;E-Mail-Adresse\r\n"
IMPORT = "organisation_colleague_modeladmin_import"


@pytest.fixture
def amt(lindenfurt):
    Colleague.objects.all().delete()
    return lindenfurt.department


def upload(client, text: str | bytes, **fields):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile("leute.csv", content), **fields})


def confirm(client, shown):
    form = shown.context["form"]
    given = {name: form.initial[name] for name in ("text", "shown")}
    if form.initial["remove"]:
        given["remove"] = "on"
    return client.post(reverse(IMPORT), given)


def errors(response) -> list[tuple[int, str]]:
    return [(error.line, error.text) for error in response.context["plan"].errors]


def names() -> set[str]:
    return set(Colleague.objects.values_list("name", flat=True))


def test_first_it_is_shown_and_then_it_is_done(client, amt, karl):
    known = ColleagueFactory(department=amt, name="Petra Amsel", phone="111", tasks="Pässe")
    client.force_login(karl)
    text = HEAD + f"{amt};Petra Amsel;Ausweise;E 1;111;\r\n{amt};Özlem Çelik;Umzug;;112;oezlem@example.org\r\n"

    shown = upload(client, text)
    assert names() == {"Petra Amsel"}
    assert [(step.kind, step.line) for step in shown.context["plan"].steps] == [("changed", 2), ("new", 3)]
    assert '<td data-label="Raum">E 1</td>' in shown.content.decode()
    done = confirm(client, shown)

    assert done.url == reverse("organisation_colleague_modeladmin_index")
    known.refresh_from_db()
    assert (known.tasks, known.room) == ("Ausweise", "E 1")
    assert names() == {"Petra Amsel", "Özlem Çelik"}
    event = Event.objects.about(known).get(verb="colleague_changed")
    assert sorted(event.new["fields"]) == ["room", "tasks"]
    assert "Ausweise" not in str(event.new)


def test_every_fault_is_told_by_its_line_and_nothing_is_done(client, amt, karl):
    client.force_login(karl)
    text = HEAD + (
        f"{amt};Petra Amsel;;;111;\r\n"
        "Amt für Nichts;Max Linde;;;112;\r\n"
        f'{amt};"Jürgen\r\nBuche";;;113;keine Adresse\r\n'
        f"{amt};;;;114;\r\n"
        ";Ohne Amt;;;115;\r\n"
        f"{amt};Unerreichbar;;;;\r\n"
        f"{amt};Petra Amsel;;;111;\r\n"
    )

    response = upload(client, text)

    assert response.status_code == 422
    assert {line for line, _text in errors(response)} == {3, 4, 6, 7, 8, 9}
    assert not Colleague.objects.exists()
    assert "form" in response.context
    assert client.post(reverse(IMPORT), {"text": text, "shown": "x"}).status_code == 422
    assert not Colleague.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Amt, Name"),
        (b"PK\x03\x04\x00\x00", "CSV"),
        (b"Amt;Telefon\r\nBauamt;1\r\n", "Name"),
        (b"Amt;Name;Gehalt\r\nBauamt;X;1\r\n", "Gehalt"),
        (b"Amt;Name;Telefon;Rufnummer\r\nBauamt;X;1;2\r\n", "dasselbe"),
        (b"Amt;Name;Telefon\r\n", "niemand"),
        (b'Amt;Name;Telefon\r\nBauamt;"X;1\r\n', "Anf"),
        (b"Amt;Name;Telefon\r\nBauamt;X;1;2\r\n", "Zeile 2"),
        (b"Amt;Name;Telefon\r\n" + b"Bauamt;X;1\r\n" * 5001, "5000"),
        (b"x" * 1_000_001, "1 MB"),
    ],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(client, amt, karl, content, said):
    client.force_login(karl)
    client.cookies.load({"django_language": "de"})

    response = upload(client, content)

    assert response.status_code in (200, 422)
    assert said in response.content.decode() if content else True
    assert not Colleague.objects.exists()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_whatever_a_table_program_writes_is_read(lindenfurt, karl, delimiter, encoding):
    text = delimiter.join(["Amt", "Name", "Telefon"]) + "\n"
    text += delimiter.join([lindenfurt.department.name, "Jürgen Größe", "111"]) + "\n"

    plan = plan_import(ColleagueFile.of_bytes(text.encode(encoding)), user=karl, remove=False)

    assert [(step.colleague.name, step.colleague.phone) for step in plan.steps] == [("Jürgen Größe", "111")]


def test_what_was_exported_comes_in_unchanged(client, amt, karl):
    ColleagueFactory(department=amt, name="Petra Amsel", phone="+49 6421 5550 100", tasks="=Pässe; -Ausweise")
    ColleagueFactory(department=amt, name="Max 'Maxe' Linde", phone="", email="max@example.org")
    client.force_login(karl)
    exported = client.get(reverse("organisation_colleague_modeladmin_index") + "?export=csv")

    plan = plan_import(ColleagueFile.of_bytes(b"".join(exported.streaming_content)), user=karl, remove=True)

    assert plan.errors == []
    assert {step.kind for step in plan.steps} == {"same"}
    assert len(plan.steps) == 2


def test_whoever_is_missing_goes_only_when_asked_and_only_there(client, amt, karl):
    elsewhere = DepartmentFactory(partner=amt.partner)
    ColleagueFactory(department=amt, name="Geht")
    ColleagueFactory(department=elsewhere, name="Bleibt")
    client.force_login(karl)
    text = HEAD + f"{amt};Kommt;;;111;\r\n"

    confirm(client, upload(client, text))
    assert names() == {"Geht", "Bleibt", "Kommt"}
    confirm(client, upload(client, text, remove="on"))

    assert names() == {"Bleibt", "Kommt"}


def test_two_of_one_name_are_told_apart_by_their_number(lindenfurt, amt, karl):
    first = ColleagueFactory(department=amt, name="Karl Meier", phone="1")
    second = ColleagueFactory(department=amt, name="Karl Meier", phone="2")
    text = f"Amt;Name;Aufgaben;Telefon\n{amt};Karl Meier;Pässe;2\n{amt};Karl Meier;Bau;1\n"

    plan = plan_import(ColleagueFile(text), user=karl, remove=False)

    assert plan.errors == []
    assert {step.colleague.pk: step.colleague.tasks for step in plan.steps} == {first.pk: "Bau", second.pk: "Pässe"}


def test_a_number_that_changes_hands_is_no_conflict(amt, karl):
    ColleagueFactory(department=amt, name="Anna", phone="1")
    ColleagueFactory(department=amt, name="Berta", phone="2")
    plan = plan_import(ColleagueFile(f"Amt;Name;Telefon\n{amt};Anna;2\n{amt};Berta;1\n"), user=karl, remove=True)

    plan.carry_out(by=Actor.person(karl))

    assert dict(Colleague.objects.values_list("name", "phone")) == {"Anna": "2", "Berta": "1"}


def test_what_has_changed_since_the_look_is_shown_again(client, amt, karl):
    client.force_login(karl)
    shown = upload(client, HEAD + f"{amt};Petra Amsel;Pässe;;111;\r\n")
    ColleagueFactory(department=amt, name="Petra Amsel", phone="111", tasks="")

    again = confirm(client, shown)

    assert again.status_code == 200
    assert again.context["changed_meanwhile"]
    assert Colleague.objects.get().tasks == ""
    assert confirm(client, again).status_code == 302
    assert Colleague.objects.get().tasks == "Pässe"


def test_departments_of_one_name_are_told_apart_by_their_partner(client, lindenfurt, moorbach, administrator):
    for partner in (lindenfurt.partner, moorbach.partner):
        DepartmentFactory(partner=partner, name="Ordnungsamt")

    unclear = plan_import(ColleagueFile("Amt;Name;Telefon\nOrdnungsamt;X;1\n"), user=administrator, remove=False)
    clear = plan_import(
        ColleagueFile("Partner;Amt;Name;Telefon\nMoorbach;Ordnungsamt;X;1\n"), user=administrator, remove=False
    )

    assert [error.line for error in unclear.errors] == [2]
    assert clear.steps[0].colleague.department.partner == moorbach.partner


def test_nobody_writes_into_another_partners_directory(lindenfurt, moorbach, nadia):
    text = f"Partner;Amt;Name;Telefon\nLindenfurt;{lindenfurt.department};X;1\n"

    plan = plan_import(ColleagueFile(text), user=nadia, remove=True)

    assert [error.line for error in plan.errors] == [2]
    assert plan.steps == []


@pytest.mark.parametrize("person", ["agent", "clerk", None])
def test_only_editors_reach_the_page(client, amt, clerk, person):
    who = {"agent": UserFactory(groups=[AGENT]), "clerk": clerk}.get(person)
    if who:
        client.force_login(who)

    assert client.get(reverse(IMPORT)).status_code == 302
    assert upload(client, HEAD + f"{amt};X;;;1;\r\n").status_code == 302
    assert not Colleague.objects.exists()


def test_a_file_without_a_single_line_is_refused():
    with pytest.raises(FileRefused):
        list(ColleagueFile("").lines())
