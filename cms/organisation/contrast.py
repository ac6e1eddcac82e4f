"""How well a colour can be read on the town hall's pages: the contrast of WCAG 2.2, against our own backgrounds."""

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

NEEDED = 4.5
# KERN's layout-background-default and -hued, by day and by night (kern.min.css; a test reads them there).
LIGHT = ("#ffffff", "#f3f4f7")
DARK = ("#000000", "#131525")


def luminance(colour: str) -> float:
    """Relative luminance of “#rrggbb”, from 0 (black) to 1 (white)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, backgrounds: tuple[str, ...]) -> float:
    return min(contrast(colour, background) for background in backgrounds)


def refuse_faint(colour: str, backgrounds: tuple[str, ...]) -> None:
    """Raises ``ValidationError`` with the ratio reached where text in this colour could not be read by everybody."""
    reached = least_contrast(colour, backgrounds)
    if reached >= NEEDED:
        return
    # Cut, not rounded: 4.49 must not be told as 4.5.
    told = number_format(int(reached * 100) / 100, 2)
    words = (
        _("Too pale for light pages: the contrast is %(reached)s : 1, needed is %(needed)s : 1. Take a darker one.")
        if backgrounds is LIGHT
        else _("Too dim for dark pages: the contrast is %(reached)s : 1, needed is %(needed)s : 1. Take a lighter one.")
    )
    raise ValidationError(words, code="faint", params={"reached": told, "needed": number_format(NEEDED, 1)})
