"""The official keys of municipalities: the AGS with 8 digits, the ARS with 12; the first two name the Land."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LAND_OF_KEY = {
    "01": "SH",
    "02": "HH",
    "03": "NI",
    "04": "HB",
    "05": "NW",
    "06": "HE",
    "07": "RP",
    "08": "BW",
    "09": "BY",
    "10": "SL",
    "11": "BE",
    "12": "BB",
    "13": "MV",
    "14": "SN",
    "15": "ST",
    "16": "TH",
}
KEY_OF_LAND = {land: key for key, land in LAND_OF_KEY.items()}
# Berlin and Hamburg are one municipality each; everywhere else district and municipality have numbers.
WHOLE_LANDS = {"BE", "HH"}
LENGTHS = {8: "AGS", 12: "ARS"}


def as_written(key: str) -> str:
    """“06 5 34 014” is typed with the spaces of the register; the digits are kept."""
    return re.sub(r"[\s./-]", "", key)


def refuse_wrong_key(key: str, land: str) -> None:
    """Raises ``ValidationError`` unless this can be the key of a municipality in this Land."""
    if not re.fullmatch(r"[0-9]+", key):
        raise ValidationError(_("A municipality key has digits only."))
    if len(key) not in LENGTHS:
        raise ValidationError(
            _("A municipality key has 8 digits (AGS) or 12 digits (ARS), this one has %(number)d."),
            params={"number": len(key)},
        )
    if key[:2] not in LAND_OF_KEY:
        raise ValidationError(_("No Land has a key that begins with %(digits)s."), params={"digits": key[:2]})
    if land and LAND_OF_KEY[key[:2]] != land:
        raise ValidationError(
            _("This key begins with %(digits)s; in the partner's Land it must begin with %(expected)s."),
            params={"digits": key[:2], "expected": KEY_OF_LAND[land]},
        )
    district, municipality = key[3:5], key[-3:]
    if LAND_OF_KEY[key[:2]] not in WHOLE_LANDS and district == "00" and municipality == "000":
        raise ValidationError(_("This is the key of the whole Land, not of a municipality."))
