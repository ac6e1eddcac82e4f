"""Which passwords are too common: also those that only repeat a common word or put figures around it."""

import re
from string import digits, punctuation

from django.contrib.auth.password_validation import CommonPasswordValidator

AROUND = digits + punctuation + "§°´ "
BETWEEN = re.compile(r"[\W\d_]+")


def heart_of(password: str) -> str:
    """What is left of “Passwort1234!” and of “passwortpasswort”: “passwort”."""
    bare = password.casefold().strip(AROUND)
    words = {once(word) for word in BETWEEN.split(bare) if word}
    return words.pop() if len(words) == 1 else bare


def once(word: str) -> str:
    """The part of which a word is nothing but repetitions; a word that repeats nothing stays whole."""
    return word[: (word + word).find(word, 1)]


class CommonAtHeartValidator(CommonPasswordValidator):
    """Our passwords are long, and the common ones are short: to reach the length people repeat them or add figures."""

    def validate(self, password, user=None):
        super().validate(password, user)
        super().validate(heart_of(password), user)
