"""References and codes that can be read aloud: 29 characters without look-alikes, the last one checks the others.

Left out of the alphabet: 0 O, 1 I L, U (looks like V) and N (sounds like M). 29 is prime, so the weighted sum modulo 29
finds every single wrong character and every two that changed places.
"""

import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ALPHABET = "23456789ABCDEFGHJKMPQRSTVWXYZ"
HEARD_OR_SEEN_AS = str.maketrans("NU", "MV")
PREFIX_LENGTH = 3
CODE_LENGTH = 8
SALT = "workflows.citizens.code"


def new_reference(prefix: str) -> str:
    """A random reference like LIN-7K4-93P; whoever stores it must be ready for one that exists already."""
    free = "".join(secrets.choice(ALPHABET) for _place in range(5))
    characters = free + _check(prefix, free)
    return f"{prefix}-{characters[:3]}-{characters[3:]}"


def read_reference(typed: str) -> str | None:
    """The reference somebody typed or said, in its written form; ``None`` if it cannot be one."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    prefix, rest = plain[:PREFIX_LENGTH], plain[PREFIX_LENGTH:].translate(HEARD_OR_SEEN_AS)
    if len(rest) != 6 or not prefix.isascii() or not prefix.isalpha() or any(c not in ALPHABET for c in rest):
        return None
    if _check(prefix, rest[:5]) != rest[5]:
        return None
    return f"{prefix}-{rest[:3]}-{rest[3:]}"


def new_code() -> str:
    """A secret of 38 bits, in two groups of four; it goes to the citizen only, the case keeps its fingerprint."""
    code = "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
    return f"{code[:4]}-{code[4:]}"


def code_from(seed: str, *, secret: str | None = None) -> str:
    """The code of a seed under our secret key: whoever has the seed gets it again, and it is stored nowhere."""
    digest = salted_hmac(f"{SALT}.from", seed, secret=secret or settings.SECRET_KEY, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _place in range(CODE_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    code = "".join(letters)
    return f"{code[:4]}-{code[4:]}"


def code_again(reference: str, seed: str, fingerprint: str) -> str:
    """The code that was made from this seed, also under a former secret key; empty if it was made otherwise."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    codes = [code_from(seed, secret=key) for key in keys]
    return next((code for code in codes if code_fits(reference, code, fingerprint)), "")


def hash_code(reference: str, code: str) -> str:
    """The code's fingerprint under our secret key; the same code gives another one for another reference."""
    return _fingerprint(reference, code, settings.SECRET_KEY)


def code_fits(reference: str, code: str, fingerprint: str) -> bool:
    """Compared in constant time; a fingerprint made under a former secret key still fits."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    fits = [constant_time_compare(_fingerprint(reference, code, key), fingerprint) for key in keys]
    return any(fits)


def _fingerprint(reference: str, code: str, key: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum()).translate(HEARD_OR_SEEN_AS)
    return salted_hmac(SALT, f"{reference}:{plain}", secret=key, algorithm="sha256").hexdigest()


def _check(prefix: str, free: str) -> str:
    values = [ALPHABET.index(letter) for letter in free] + [ord(letter) - ord("A") for letter in prefix]
    return ALPHABET[sum((place + 2) * value for place, value in enumerate(values)) % len(ALPHABET)]
