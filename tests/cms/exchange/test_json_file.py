"""Files as they come: truncated, damaged, of another shape or very big; each is refused or read with little memory."""

import json
import tracemalloc
from collections.abc import Iterator

import pytest
from django.utils import translation

from cms.exchange import jsonfile
from cms.exchange.errors import BrokenFile
from cms.exchange.plain import read


def refused(path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with translation.override("en"), pytest.raises(BrokenFile) as broken:
        read(path)
    return str(broken.value)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "services.json"


ONE = json.dumps({"id": "1", "name": "Personalausweis", "description": "Text"})


@pytest.mark.parametrize(
    "content", [f"[{ONE}]", f"\ufeff[{ONE}]", f" [ {ONE} ] \n", f'{{"meta": {{"a": [1]}}, "data": [{ONE}], "x": 1}}']
)
def test_a_list_is_read_alone_or_under_data(path, content):
    path.write_text(content, encoding="utf-8")

    assert [record.name for record in read(path).services] == ["Personalausweis"]


def test_a_file_that_is_not_there_is_named(path):
    with translation.override("de"), pytest.raises(BrokenFile, match=r"^Es gibt keine Datei .*services\.json\.$"):
        read(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "must be a list of records"),
        ("null", "must be a list of records"),
        ("Not found", "is not JSON after record 0: “Not found” is out of place"),
        ("<html><body>503</body></html>", "is not JSON after record 0: “<html><body>503</bod” is out of place"),
        ("{}", "must hold a list of records under “data”."),
        ('{"data": {"1": {}}}', "must hold a list of records under “data”."),
        (f"[{ONE}, {ONE[:-20]}", "is not JSON after record 1: it ends in the middle"),
        (f"[{ONE}", "is not JSON after record 1: it ends in the middle"),
        (f"[{ONE},", "is not JSON after record 1: it ends in the middle"),
        (f"[{ONE},]", "a comma stands before the end of the list"),
        (f"[{ONE} {ONE}]", "is not JSON after record 1"),
        (f"[{ONE}] [{ONE}]", "something follows after the end"),
        (f'[{ONE}, {{"id": 2, "name": NaN}}]', "is not JSON after record 1: NaN is no number"),
        (f'[{ONE}, {{"id": 2, name: 3}}]{" " * 100}', "“name: 3}]” is out of place"),
        (b"\xff\xfe[\x00]\x00", "is not a text in UTF-8."),
        (f"[{ONE}, {ONE}]", "the id 1 is there 2 times."),
        ("[" * 100_000, "is nested too deeply."),
        ('[{"id": 1}]', "field “name”: is missing."),
        ('[{"name": "Pass"}]', "field “id”: is missing."),
    ],
)
def test_what_is_no_list_of_services_is_refused_with_the_place(path, content, said):
    assert said in refused(path, content)


def test_a_file_cut_anywhere_is_refused(path):
    whole = json.dumps(
        [{"id": str(number), "name": f"Leistung {number}", "description": "ä" * 50} for number in range(9)]
    )

    for end in range(1, len(whole.encode()), 7):
        assert "services.json" in refused(path, whole.encode()[:end])


def test_a_list_that_is_wrong_throughout_does_not_fill_the_screen(path, monkeypatch):
    monkeypatch.setattr(jsonfile, "MOST_PROBLEMS", 50)

    said = refused(path, json.dumps([{"id": str(number)} for number in range(1000)]))

    assert len(said.splitlines()) == BrokenFile.LISTED + 1
    assert "… and " in said


def test_a_record_beyond_reason_is_refused(path):
    said = refused(path, '[{"id": "1", "name": "x", "description": "' + "x" * (9 << 20))

    assert "a record is larger than 8 MB, or damaged." in said


def test_a_file_beyond_reason_is_refused_unread(path, monkeypatch):
    monkeypatch.setattr(jsonfile, "LARGEST_FILE", 1 << 20)

    assert "has 2 MB; an import takes at most 1 MB. Split the file." in refused(path, " " * (2 << 20))


def big(megabytes: int) -> Iterator[str]:
    """A list of services in pieces, mostly of what an import does not take over."""
    left = megabytes << 20
    yield "["
    number = 0
    while left > 0:
        number += 1
        record = {"id": str(number), "name": f"Leistung {number}", "description": "kurz", "locations": ["x" * 20] * 200}
        piece = json.dumps(record)
        left -= len(piece)
        yield (", " if number > 1 else "") + piece
    yield "]"


@pytest.mark.parametrize("megabytes", [12, pytest.param(50, marks=pytest.mark.slow)])
def test_a_big_file_needs_the_memory_of_what_is_taken_over_not_of_the_file(path, megabytes):
    with path.open("w", encoding="utf-8") as file:
        file.writelines(big(megabytes))

    tracemalloc.start()
    try:
        export = read(path)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(export.services) > megabytes * 150
    assert peak < path.stat().st_size // 2
