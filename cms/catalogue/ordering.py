"""The order of A–Z: umlauts stand beside their vowels, as in a telephone book's index."""

import unicodedata

LONGEST = 255
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def sort_key(title: str) -> str:
    """“Öffnungszeiten (Museum)” becomes “offnungszeiten museum”: only small letters, digits and single spaces.

    Every collation of a database orders that alike.
    """
    apart = unicodedata.normalize("NFKD", title.lower().replace("ß", "ss"))
    bare = (letter for letter in apart if not unicodedata.combining(letter))
    words = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in bare)
    return " ".join(words.split())[:LONGEST]


def letter_of(key: str) -> str:
    """Under which letter it stands; what begins with none of the alphabet stands before them all under “#”."""
    return key[0].upper() if key and key[0] in LETTERS else "#"
