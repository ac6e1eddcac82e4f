"""Telephone numbers as people type them, and the one way in which they are stored and compared."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# 110, 112, 115, 116117, 11833: numbers without an area code.
SHORT = re.compile(r"1[0-9]{2,5}")
LONGEST = 16  # a plus sign and the fifteen digits of E.164
BETWEEN_DIGITS = " \u00a0()/.-–"


def refuse_without_digits(printed: str) -> None:
    """A number is printed as its owner likes, also with words; without a digit the link on it would call nobody."""
    if not re.search(r"[0-9]", printed):
        raise ValidationError(_("A telephone number has digits."))


def normalised(typed: str) -> str:
    """“(06421) 5550-100”, “+49 6421 5550100” and “0049 6421 5550100” are one number: “+4964215550100”; “115” stays.

    Raises ``ValidationError`` for what cannot be dialled from everywhere.
    """
    bare = without_gaps(typed)
    if not re.fullmatch(r"\+?[0-9]+", bare):
        raise ValidationError(_("A telephone number has digits, spaces, hyphens, slashes and brackets only."))
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    if SHORT.fullmatch(bare):
        return bare
    if bare.startswith("0"):
        bare = f"+49{bare[1:]}"
    if not bare.startswith("+"):
        raise ValidationError(_("Give the number with its area code, for example 06421 5550100."))
    if bare.startswith("+490"):
        bare = f"+49{bare[4:]}"
    if not 8 <= len(bare) <= LONGEST:
        raise ValidationError(_("A telephone number has between 7 and 15 digits."))
    return bare


def without_gaps(typed: str) -> str:
    """What is left of a number when people's ways to group its digits are taken away."""
    return re.sub(rf"[\s{re.escape(BETWEEN_DIGITS)}]", "", typed.replace("(0)", ""))


def from_here(typed: str) -> str:
    """The digits one dials within Germany, also of a part of a number: “06990009” of “+49 69 90009”; else nothing."""
    bare = re.sub(r"^(\+|00)49", "0", without_gaps(typed))
    return bare if re.fullmatch(r"[0-9]+", bare) else ""


def spaced(number: str) -> str:
    """“06421 555 0100”: a stored number with gaps to read it by; short and foreign ones stay whole."""
    if not number.startswith("+49"):
        return number
    digits = f"0{number[3:]}"
    head, rest = digits[:5], digits[5:]
    groups = [rest[at : at + 3] for at in range(0, len(rest), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = ["".join(groups[-2:])]
    return " ".join([head, *groups])
