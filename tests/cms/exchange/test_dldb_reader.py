"""The reader says everything that is wrong with a file, by record and field, before anything is written."""

import pytest
from django.utils import translation

from cms.exchange.dldb import read
from cms.exchange.errors import BrokenFile
from cms.exchange.records import Link
from tests.cms.exchange.exports import location, service, write


def refused(folder, services=None, locations=None) -> str:
    paths = write(folder, services or [], locations or [])
    with translation.override("en"), pytest.raises(BrokenFile) as broken:
        read(*paths)
    return str(broken.value)


def test_a_good_export_is_read_whole(tmp_path):
    link = {"name": "Termin", "link": "https://example.org/termin"}
    paths = write(tmp_path, [service(links=[link], forms=[link])], [location(), location("11", public=False)])

    export = read(*paths)

    assert [record.id for record in export.locations] == ["10", "11"]
    assert export.services[0].locations == ("10",)
    assert export.services[0].links == (Link("Termin", "https://example.org/termin"),)  # forms repeat the links


@pytest.mark.parametrize(
    ("services", "locations", "said"),
    [
        ([service(name="")], [location()], "record 1 (id 1), field “name”: is missing."),
        ([service(name=None)], [location()], "field “name”: is missing."),
        ([service(id="")], [location()], "field “id”: is missing."),
        ([service(description=["x"])], [location()], "field “description”: must be text, not a list."),
        ([service(public="ja")], [location()], "field “public”: must be true or false, not text."),
        ([service(), service()], [location()], "the id 1 is there 2 times."),
        ([service()], [location(), location()], "locations.json: the id 10 is there 2 times."),
        ([service(locations=[{"location": "99"}])], [location()], "there is no location 99."),
        ([service(locations="10")], [location()], "field “locations”: must be a list, not text."),
        ([service(links=["x"])], [location()], "field “links 1”: must be an object, not text."),
        ([service(name="x" * 256)], [location()], "is longer than 255 characters."),
        (["x"], [location()], "record 1 must be an object, not text."),
        ([], [location(geo={"lat": "x", "lon": "8"})], "geo, field “lat”: must be a number of degrees."),
        ([], [location(address="Marktplatz")], "field “address”: must be an object, not text."),
        ([service(description="a\0b")], [location()], "holds a character that no database stores."),
        ([service(description="a\ud800")], [location()], "holds a character that no database stores."),
    ],
)
def test_what_is_wrong_is_said_by_record_and_field(tmp_path, services, locations, said):
    assert said in refused(tmp_path, services, locations)


def test_everything_wrong_is_said_at_once(tmp_path):
    message = refused(tmp_path, [service(name=""), service("2", public=1)], [location(contact=[])])

    assert "name" in message
    assert "public" in message
    assert "contact" in message


@pytest.mark.parametrize("content", ["", "{", '{"data": [{"id": NaN}]}', '{"rows": []}', "null", "[[[[", "\ufeff{}"])
def test_what_is_no_export_is_refused(tmp_path, content):
    paths = write(tmp_path, [], [])
    paths[0].write_text(content, encoding="utf-8")

    with translation.override("en"), pytest.raises(BrokenFile, match=r"services\.json"):
        read(*paths)


def test_a_missing_file_and_a_binary_one_are_refused(tmp_path):
    paths = write(tmp_path, [], [])
    paths[0].unlink()
    paths[1].write_bytes(b"\xff\xfe\x00\x01")

    with pytest.raises(BrokenFile) as broken:
        read(*paths)

    assert len(broken.value.problems) == 2
