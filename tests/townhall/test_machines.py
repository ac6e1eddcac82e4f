"""What machines read: robots, sitemap, addresses in other languages, data about services, colours and signs."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO

import PIL.Image
import pytest
from django.core.files.images import ImageFile
from wagtail.images import get_image_model

from cms.catalogue.models import ServicePage
from cms.pages.models import EditorialPage
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, written_in
from townhall import sitemap

pytestmark = pytest.mark.django_db
SERVICE = "/leistungen/personalausweis-beantragen/"


def text_of(response) -> str:
    return response.content.decode()


def locations(response) -> list[str]:
    return re.findall(r"<loc>(.*?)</loc>", text_of(response))


def test_the_sitemap_names_every_page_of_this_partner_under_its_host(lindenfurt, moorbach):
    found = locations(lindenfurt.citizen.get("/sitemap.xml"))

    for path in (
        "/",
        "/leistungen/",
        SERVICE,
        "/themen/ausweise/",
        "/aemter/buergeramt/",
        "/dienststellen/buergerbuero/",
        "/standorte/rathaus/",
        "/barrierefreiheit/",
        "/en/leistungen/",
    ):
        assert f"http://lindenfurt.localhost{path}" in found, path
    assert len(found) == len(set(found))
    assert not any("personalausweis" in each for each in locations(moorbach.citizen.get("/sitemap.xml")))


def test_the_sitemap_names_the_pages_that_say_they_are_found_and_no_other(lindenfurt):
    lindenfurt.partner.languages = ["de", "en", "de-simple"]
    lindenfurt.partner.save()
    written_in(lindenfurt.identity_card, "de-simple")
    written_in(lindenfurt.bulky_waste, "en")
    imprint = EditorialPage.objects.child_of(lindenfurt.home).get(slug="impressum")
    written_in(imprint, "en", title="Legal notice")

    found = locations(lindenfurt.citizen.get("/sitemap.xml"))

    assert len(found) == len(set(found))
    for address in found:
        head = text_of(lindenfurt.citizen.get(address.removeprefix("http://lindenfurt.localhost"))).partition(
            "</head>"
        )[0]
        assert re.findall(r'rel="canonical" href="(.*?)"', head) == [address]
        elsewhere = re.findall(r'hreflang="[-\w]+" href="(.*?)"', head)
        assert set(elsewhere) <= set(found), address
        assert not elsewhere or address in elsewhere
        assert "noindex" not in head
    assert "http://lindenfurt.localhost/en/impressum/" in found
    assert f"http://lindenfurt.localhost/de-simple{SERVICE}" in found
    assert f"http://lindenfurt.localhost/en{SERVICE}" not in found


def test_a_free_text_in_german_only_stands_at_its_german_address(lindenfurt):
    page = text_of(lindenfurt.citizen.get("/en/impressum/"))

    assert '<link rel="canonical" href="http://lindenfurt.localhost/impressum/">' in page
    assert "hreflang" not in page.partition("</head>")[0]
    assert "(Text auf Deutsch)" in re.sub(r"<.*?>", "", text_of(lindenfurt.citizen.get("/impressum/")))


def test_what_is_not_offered_leaves_the_sitemap(lindenfurt):
    LocalServicePageFactory(service=lindenfurt.identity_card, partner=lindenfurt.partner, offered=False)

    assert f"http://lindenfurt.localhost{SERVICE}" not in locations(lindenfurt.citizen.get("/sitemap.xml"))


def test_the_sitemap_knows_the_last_change_here_or_there(lindenfurt):
    ServicePage.objects.update(last_published_at=datetime(2099, 1, 2, 12, tzinfo=UTC))
    local = LocalServicePageFactory(service=lindenfurt.bulky_waste, partner=lindenfurt.partner)
    type(local).objects.filter(pk=local.pk).update(last_published_at=datetime(2099, 3, 4, 12, tzinfo=UTC))

    page = text_of(lindenfurt.citizen.get("/sitemap.xml"))

    assert re.search(r"personalausweis-beantragen/</loc><lastmod>2099-01-02<", page)
    assert re.search(r"sperrmuell/</loc><lastmod>2099-03-04<", page)


def test_a_large_sitemap_comes_in_parts(lindenfurt, monkeypatch):
    for _ in range(5):
        ServicePageFactory(responsibility=lindenfurt.identity_card.responsibility)
    whole = locations(lindenfurt.citizen.get("/sitemap.xml"))
    monkeypatch.setattr(sitemap, "LARGEST_PART", 7)

    index = locations(lindenfurt.citizen.get("/sitemap.xml"))
    parts = [locations(lindenfurt.citizen.get(each.removeprefix("http://lindenfurt.localhost"))) for each in index]

    assert index[0] == "http://lindenfurt.localhost/sitemap-1.xml"
    assert [len(part) for part in parts[:-1]] == [7] * (len(parts) - 1)
    assert [each for part in parts for each in part] == whole
    assert lindenfurt.citizen.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert lindenfurt.citizen.get("/sitemap-0.xml").status_code == 404


def test_search_engines_keep_out_of_what_is_personal_in_every_language(lindenfurt):
    robots = text_of(lindenfurt.citizen.get("/robots.txt"))

    for path in ("/admin/", "/anliegen/", "/suche/", "/en/anliegen/", "/de-simple/suche/"):
        assert f"Disallow: {path}\n" in robots
    assert "Sitemap: http://lindenfurt.localhost/sitemap.xml" in robots


def test_a_page_says_where_it_really_stands(lindenfurt):
    page = text_of(lindenfurt.citizen.get("/themen/?von=woanders"))

    assert '<link rel="canonical" href="http://lindenfurt.localhost/themen/">' in page
    assert '<link rel="alternate" hreflang="en" href="http://lindenfurt.localhost/en/themen/">' in page
    assert '<link rel="alternate" hreflang="x-default" href="http://lindenfurt.localhost/themen/">' in page


def test_a_service_that_is_written_in_german_only_stands_at_its_german_address(lindenfurt):
    page = text_of(lindenfurt.citizen.get(f"/en{SERVICE}"))

    assert f'<link rel="canonical" href="http://lindenfurt.localhost{SERVICE}">' in page
    assert "hreflang" not in page.partition("</head>")[0]


def test_a_partner_that_speaks_german_only_offers_no_other_language(lindenfurt):
    lindenfurt.partner.languages = ["de"]
    lindenfurt.partner.save()

    page = text_of(lindenfurt.citizen.get("/"))

    assert "hreflang" not in page
    assert "English" not in page


def test_machines_read_what_a_service_is(lindenfurt):
    [found] = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', text_of(lindenfurt.citizen.get(SERVICE)), re.DOTALL
    )
    data = json.loads(found)

    assert data["@type"] == "GovernmentService"
    assert data["url"] == f"http://lindenfurt.localhost{SERVICE}"
    assert data["provider"]["name"] == "Stadt Lindenfurt"
    assert data["offers"][0]["priceSpecification"] == {
        "@type": "PriceSpecification",
        "price": "37",
        "priceCurrency": "EUR",
    }
    [counter, online] = data["availableChannel"]
    assert counter["serviceLocation"]["@type"] == "GovernmentOffice"
    assert online["serviceUrl"] == "https://termin.example.org/"


# What schema.org calls the properties of each of its types that we use, those of its parents included.
PROPERTIES = {
    "GovernmentService": "name alternateName description url mainEntityOfPage provider areaServed audience offers "
    "availableChannel",
    "WebPage": "url inLanguage dateModified",
    "ServiceChannel": "name serviceLocation servicePhone serviceUrl",
    "GovernmentOffice": "name url parentOrganization address geo email telephone contactPoint "
    "openingHoursSpecification specialOpeningHoursSpecification",
    "GovernmentBuilding": "name url address geo",
    "GovernmentOrganization": "name url telephone",
    "PostalAddress": "streetAddress postalCode addressLocality addressCountry",
    "GeoCoordinates": "latitude longitude",
    "ContactPoint": "telephone contactType hoursAvailable",
    "OpeningHoursSpecification": "dayOfWeek opens closes validFrom validThrough",
    "AdministrativeArea": "name",
    "Audience": "audienceType",
    "Offer": "name description priceSpecification",
    "PriceSpecification": "price minPrice maxPrice priceCurrency",
}


def nodes(data) -> list[dict]:
    if isinstance(data, list):
        return [node for each in data for node in nodes(each)]
    return [data, *nodes(list(data.values()))] if isinstance(data, dict) else []


def test_data_for_machines_use_the_words_of_schema_org(lindenfurt, stop_clock):
    stop_clock(datetime(2099, 12, 22, 12, tzinfo=UTC))
    card = lindenfurt.identity_card
    card.target_group, card.professionally_released_by = "Deutsche", "Bürgeramt"
    card.save_revision().publish(skip_permission_checks=True)
    lindenfurt.office.location.latitude, lindenfurt.office.location.longitude = "50.1", "8.5"
    lindenfurt.office.location.save()

    for path in ("/", SERVICE, f"/en{SERVICE}", "/dienststellen/buergerbuero/", "/standorte/rathaus/"):
        [found] = re.findall(
            r'<script type="application/ld\+json">(.*?)</script>', text_of(lindenfurt.citizen.get(path)), re.DOTALL
        )
        data = json.loads(found)
        assert data.pop("@context") == "https://schema.org"
        for node in nodes(data):
            assert node.keys() - {"@type"} <= set(PROPERTIES[node["@type"]].split()), node
            assert None not in node.values() and "" not in node.values(), node


def test_data_for_machines_cannot_end_its_element(lindenfurt):
    page = lindenfurt.identity_card
    page.teaser = "</script><script>alert(1)</script><!--"
    page.save_revision().publish(skip_permission_checks=True)

    shown = text_of(lindenfurt.citizen.get(SERVICE))

    assert "<script>alert" not in shown
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', shown, re.DOTALL)
    assert "<" not in found
    assert json.loads(found)["description"] == page.teaser


def test_a_partners_colours_are_a_style_sheet_that_may_be_kept_for_ever(lindenfurt):
    lindenfurt.partner.colour, lindenfurt.partner.colour_dark = "#7a0c2e", "#ffb3c7"
    lindenfurt.partner.save()

    page = text_of(lindenfurt.citizen.get("/"))
    address = re.search(r'href="(/partner\.css\?v=\w+)"', page)[1]
    response = lindenfurt.citizen.get(address)

    assert "accent-own" in page
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    assert "--kern-color-action-default: #7a0c2e" in text_of(response)
    assert "--kern-color-action-default: #ffb3c7" in text_of(response)
    assert lindenfurt.citizen.get("/partner.css?v=alt")["Cache-Control"] == "no-cache"

    lindenfurt.partner.colour = "#0b3d0b"
    lindenfurt.partner.save()
    assert address not in text_of(lindenfurt.citizen.get("/"))


def test_a_partner_without_colours_has_no_style_sheet_of_its_own(lindenfurt):
    assert "partner.css" not in text_of(lindenfurt.citizen.get("/"))


def test_a_browser_finds_the_sign_of_the_town(lindenfurt):
    response = lindenfurt.citizen.get("/zeichen.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert ">L</text>" in text_of(response)
    assert lindenfurt.citizen.get("/favicon.ico")["Location"] == "/zeichen.svg"


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/partner.css", "/zeichen.svg"])
def test_nobody_reads_anything_under_an_unknown_host(lindenfurt, client, path):
    assert client.get(path, headers={"host": "anderswo.localhost"}).status_code == 404


def test_a_partners_logo_stands_in_its_head(lindenfurt, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = ImageFile(BytesIO(), name="wappen.png")
    PIL.Image.new("RGB", (600, 200), "#7a0c2e").save(picture, "PNG")
    lindenfurt.partner.logo = get_image_model().objects.create(title="Wappen", file=picture)
    lindenfurt.partner.save()

    page = text_of(lindenfurt.citizen.get("/"))

    source, width = re.search(r'<img class="head__logo"\s+src="([^"]+)"\s+width="(\d+)"', page).groups()
    assert source.startswith("/media/")
    assert int(width) == 336  # as high as twice the head allows

    lindenfurt.partner.logo.file.storage.delete(lindenfurt.partner.logo.file.name)
    lindenfurt.partner.logo.renditions.all().delete()
    assert "head__sign" in text_of(lindenfurt.citizen.get("/"))
