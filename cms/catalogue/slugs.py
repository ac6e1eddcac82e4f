"""Addresses from German titles: only letters, digits and hyphens, umlauts written out."""

from django.utils.text import slugify

_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"})
LONGEST = 80


def slug_of(title: str) -> str:
    """“Führungszeugnis beantragen” becomes “fuehrungszeugnis-beantragen”; long titles end at a whole word."""
    slug = slugify(title.translate(_WRITTEN_OUT))
    if len(slug) > LONGEST:
        slug = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return slug
