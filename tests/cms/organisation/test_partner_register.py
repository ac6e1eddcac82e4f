"""Partners: keys of municipalities, colours people can read, languages, logos; and who may set what."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from cms.accounts.groups import AGENT
from cms.organisation.contrast import DARK, LIGHT, contrast
from cms.organisation.models import Partner
from cms.pages.setup import collection_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def edit(client, partner, user, **fields):
    client.force_login(user)
    known = {"phone": "", "greeting": "", "triage_department": partner.triage_department_id, "colour": "", "logo": ""}
    return client.post(reverse("organisation_partner_modeladmin_edit", args=[partner.pk]), known | fields)


@pytest.mark.parametrize(
    ("key", "land", "refused"),
    [
        ("06 5 34 014", "HE", ""),
        ("065340014014", "HE", ""),
        ("11000000", "BE", ""),
        ("02000000", "HH", ""),
        ("0653401", "HE", "8 Ziffern"),
        ("0653401a", "HE", "nur aus Ziffern"),
        ("٠٦٥٣٤٠١٤", "HE", "nur aus Ziffern"),
        ("09162000", "HE", "mit 06 beginnen"),
        ("99534014", "HE", "Kein Land"),
        ("06000000", "HE", "ganzen Landes"),
    ],
)
def test_a_municipality_key_has_its_digits_and_its_land(key, land, refused):
    partner = Partner(name="Lindenfurt", land=land, municipality_key=key)

    if refused:
        with pytest.raises(ValidationError, match=refused) as error:
            partner.clean()
        assert "municipality_key" in error.value.message_dict
    else:
        partner.clean()
        assert partner.municipality_key == key.replace(" ", "")


def test_contrast_is_that_of_wcag():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
    assert contrast("#0a5c8d", "#0a5c8d") == 1


def test_our_backgrounds_are_those_of_the_theme():
    """KERN writes them in OKLCH; if a new version changes them, the figures above have to follow."""
    css = Path(finders.find("kern/kern.min.css")).read_text(encoding="utf-8")

    assert re.search(r"--kern-color-neutral-025: ?oklch\(96\.72% \.0041 271\.37\)", css)
    assert re.search(r"--kern-color-neutral-950: ?oklch\(20\.23% \.0321 277\.67\)", css)
    assert (LIGHT, DARK) == (("#ffffff", "#f3f4f7"), ("#000000", "#131525"))


@pytest.mark.parametrize(
    ("field", "colour", "told"),
    [("colour", "#7aa5d8", "2.32"), ("colour_dark", "#0a5c8d", "2.52"), ("colour", "red", "#0a5c8d")],
)
def test_a_colour_nobody_can_read_is_refused_beside_the_field(client, lindenfurt, field, colour, told):
    editor = UserFactory(groups=[lindenfurt.partner.editors])

    response = edit(client, lindenfurt.partner, editor, **{field: colour})

    errors = " ".join(response.context["form"].errors[field]).replace(",", ".")
    assert told in errors
    if told[0].isdigit():
        assert "4.5" in errors
    assert getattr(Partner.objects.get(pk=lindenfurt.partner.pk), field) == ""


def test_everything_that_is_wrong_is_said_at_once(client, lindenfurt, administrator):
    given = {"name": "Lindenfurt", "slug": "lindenfurt", "prefix": "LIN", "kind": "town", "land": "HE"}
    wrong = {"municipality_key": "06 5 34 01", "colour": "#ffee00", "colour_dark": "#111133"}

    response = edit(client, lindenfurt.partner, administrator, **given, **wrong, service_level="full")

    assert set(response.context["form"].errors) == set(wrong)


def test_an_editor_sets_greeting_colours_and_nothing_of_the_centre(client, lindenfurt):
    editor = UserFactory(groups=[lindenfurt.partner.editors])

    response = edit(
        client,
        lindenfurt.partner,
        editor,
        greeting="Guten Tag, Servicecenter Lindenfurt.",
        colour="#0a5c8d",
        colour_dark="#9bc4ec",
        service_level="information",
        centre_approves="on",
        languages=["en"],
        municipality_key="06534014",
        kind="school",
    )

    assert response.status_code == 302, response.context["form"].errors
    partner = Partner.objects.get(pk=lindenfurt.partner.pk)
    assert (partner.greeting, partner.colour) == ("Guten Tag, Servicecenter Lindenfurt.", "#0a5c8d")
    assert (partner.service_level, partner.centre_approves) == ("full", False)
    assert (partner.languages, partner.municipality_key, partner.kind) == (["de"], "", "town")


def test_german_is_always_among_the_languages(client, lindenfurt, administrator):
    given = {"name": "Lindenfurt", "slug": "lindenfurt", "prefix": "LIN", "kind": "town", "land": "HE"}

    response = edit(
        client,
        lindenfurt.partner,
        administrator,
        **given,
        service_level="forwarding",
        languages=["de-simple", "en"],
        site=lindenfurt.partner.site_id,
    )

    assert response.status_code == 302, response.context["form"].errors
    assert Partner.objects.get(pk=lindenfurt.partner.pk).languages == ["de", "en", "de-simple"]


def test_a_logo_is_one_of_ones_own_images(client, lindenfurt, moorbach):
    editor = UserFactory(groups=[lindenfurt.partner.editors])
    own = collection_of("Lindenfurt", [lindenfurt.partner.editors])
    foreign = Collection.get_first_root_node().add_child(name="Moorbach")
    ours = Image.objects.create(title="Wappen", file=get_test_image_file(), collection=own)
    theirs = Image.objects.create(title="Fremdes Wappen", file=get_test_image_file(), collection=foreign)

    refused = edit(client, lindenfurt.partner, editor, logo=theirs.pk)
    taken = edit(client, lindenfurt.partner, editor, logo=ours.pk)

    assert "logo" in refused.context["form"].errors
    assert taken.status_code == 302
    assert Partner.objects.get(pk=lindenfurt.partner.pk).logo == ours


@pytest.mark.parametrize("person", ["nadia", "agent", None])
def test_nobody_else_changes_a_partner(client, lindenfurt, moorbach, nadia, person):
    who = {"nadia": nadia, "agent": UserFactory(groups=[AGENT])}.get(person)
    if who:
        client.force_login(who)

    response = client.post(
        reverse("organisation_partner_modeladmin_edit", args=[lindenfurt.partner.pk]), {"greeting": "Hallo"}
    )

    assert response.status_code == 302
    assert Partner.objects.get(pk=lindenfurt.partner.pk).greeting == ""
