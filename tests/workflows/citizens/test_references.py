"""References and codes: speakable, checked, and never stored in the clear."""

import itertools

from django.test import override_settings

from workflows.citizens.references import (
    ALPHABET,
    code_fits,
    hash_code,
    new_code,
    new_reference,
    read_reference,
)


def test_the_alphabet_has_no_two_that_look_or_sound_alike():
    assert len(ALPHABET) == len(set(ALPHABET)) == 29
    assert not set("01OILUN") & set(ALPHABET)


def test_a_reference_begins_with_the_partner_and_has_two_groups_of_three():
    reference = new_reference("LIN")

    prefix, first, second = reference.split("-")
    assert (prefix, len(first), len(second)) == ("LIN", 3, 3)
    assert set(first + second) <= set(ALPHABET)
    assert read_reference(reference) == reference


def test_it_is_read_however_it_is_typed():
    reference = new_reference("LIN")

    for typed in (reference.lower(), reference.replace("-", " "), reference.replace("-", ""), f"  {reference} "):
        assert read_reference(typed) == reference


def test_what_was_heard_as_n_or_seen_as_u_is_meant_as_m_or_v():
    reference = next(r for r in (new_reference("LIN") for _draw in itertools.count()) if "M" in r or "V" in r)
    rest = reference[3:].replace("M", "N").replace("V", "U")

    assert read_reference(reference[:3] + rest) == reference


def test_every_wrong_character_and_every_swap_is_noticed():
    reference = new_reference("LIN").replace("-", "")
    for place in range(3, 9):
        for letter in ALPHABET:
            if letter != reference[place]:
                assert read_reference(reference[:place] + letter + reference[place + 1 :]) is None
    for place in range(3, 8):
        swapped = list(reference)
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        if "".join(swapped) != reference:
            assert read_reference("".join(swapped)) is None


def test_what_cannot_be_a_reference_is_none():
    for typed in ("", "LIN", "LIN-7K4-93", "LIN-7K4-93PP", "123-7K4-93P", "LIN-7K4-93!", "äöü-7K4-93P"):
        assert read_reference(typed) is None


def test_references_are_spread():
    assert len({new_reference("LIN") for _draw in range(2000)}) > 1990


def test_a_code_fits_only_its_own_reference():
    code = new_code()
    fingerprint = hash_code("LIN-7K4-93P", code)

    assert len(code.replace("-", "")) == 8
    assert code_fits("LIN-7K4-93P", code, fingerprint)
    assert code_fits("LIN-7K4-93P", code.lower().replace("-", " "), fingerprint)
    assert not code_fits("LIN-7K4-93P", new_code(), fingerprint)
    assert not code_fits("ERL-7K4-93P", code, fingerprint)
    assert code.replace("-", "") not in fingerprint


def test_the_fingerprint_needs_our_secret_key_and_survives_its_change(settings):
    former = settings.SECRET_KEY
    fingerprint = hash_code("LIN-7K4-93P", "2345-6789")

    with override_settings(SECRET_KEY="another"):
        assert hash_code("LIN-7K4-93P", "2345-6789") != fingerprint
        assert not code_fits("LIN-7K4-93P", "2345-6789", fingerprint)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[former]):
        assert code_fits("LIN-7K4-93P", "2345-6789", fingerprint)
