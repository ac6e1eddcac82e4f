"""Complete translations: each kind of gap is found and named."""

import polib
import pytest
import translations


@pytest.fixture
def said(monkeypatch):
    """What the code says, as gettext would collect it (`make check` lets it)."""
    sentences = ["Give a date."]
    monkeypatch.setattr(
        translations,
        "collected",
        lambda app, domain: [polib.POEntry(msgid=text) for text in sentences if domain == "django"],
    )
    return sentences


@pytest.fixture
def app(tmp_path, monkeypatch, said):
    """A small app with a complete catalogue."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    folder = tmp_path / "app"
    (folder / "locale" / "de" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "templates").mkdir()
    write(folder, polib.POEntry(msgid="Give a date.", msgstr="Bitte geben Sie ein Datum an."))
    return folder


def write(app, *entries, compiled=True):
    source = app / "locale" / "de" / "LC_MESSAGES" / "django.po"
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "de"}
    catalogue.extend(entries)
    catalogue.save(str(source))
    if compiled:
        catalogue.save_as_mofile(str(source.with_suffix(".mo")))


def test_two_apps_that_say_the_same_otherwise_are_named(app, tmp_path):
    other = tmp_path / "other"
    (other / "locale" / "de" / "LC_MESSAGES").mkdir(parents=True)
    write(other, polib.POEntry(msgid="Give a date.", msgstr="Nennen Sie einen Tag."))

    [fault] = translations.torn([app, other])
    write(other, polib.POEntry(msgid="Give a date.", msgctxt="day", msgstr="Nennen Sie einen Tag."))

    assert fault.startswith("app and other: ") and "'Give a date.'" in fault
    assert translations.torn([app, other]) == []


def test_a_complete_app_has_no_faults(app):
    assert translations.faults(app) == []


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([], "not in the catalogue: 'Give a date.'"),
        ([polib.POEntry(msgid="Give a date.")], "without German: 'Give a date.'"),
        (
            [polib.POEntry(msgid="Give a date.", msgstr="Datum", flags=["fuzzy"])],
            "only guessed (fuzzy): 'Give a date.'",
        ),
    ],
)
def test_a_gap_is_named(app, entries, fault):
    write(app, *entries)

    assert f"app: {fault}" in translations.faults(app)


def test_what_the_code_no_longer_says_is_named(app, said):
    said.clear()

    assert translations.faults(app) == ["app: in the catalogue, but no longer in the code: 'Give a date.'"]


def test_a_source_in_german_is_named(app, said):
    said[:] = ["Bitte wählen"]
    write(app, polib.POEntry(msgid="Bitte wählen", msgstr="Bitte wählen"))

    assert translations.faults(app) == ["app: the source is not English: 'Bitte wählen'"]


def test_a_catalogue_compiled_earlier_is_named(app):
    write(app, polib.POEntry(msgid="Give a date.", msgstr="Datum angeben."), compiled=False)

    assert translations.faults(app) == ["app: django.mo is older than its .po; compile it"]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Bitte warten</p>", ["Bitte warten"]),
        ('<button aria-label="Close">×</button>', ["Close"]),
        ('{% load i18n %}<p lang="de">{% translate "Please wait" %}: {{ name }}</p>', []),
        ("{% blocktranslate %}Please wait, {{ name }}{% endblocktranslate %}<kbd>Enter</kbd> <b>Kümmerer</b>", []),
        ("{% comment %}Nobody reads this{% endcomment %}<style>body { color: inherit }</style>", []),
    ],
)
def test_text_that_nobody_marked_is_found_in_templates(app, template, found):
    (app / "templates" / "page.html").write_text(template)

    assert [sentence.split(": ", 2)[2].strip("'") for sentence in translations.unmarked(app)] == found
