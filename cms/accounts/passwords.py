"""Which passwords are too common: also those that only repeat a common word or put figures around it."""

import re
from string import digits, punctuation

from django.contrib.auth.password_validation import CommonPasswordValidator

AROUND = digits + punctuation + "§°´ "
LOOKED_AT = 100  # characters; taking repetitions apart takes its time
REPEATED = re.compile(r"(.+?)(?:[\W\d_]*\1)+")


def heart_of(password: str) -> str:
    """What is left of “Passwort1234!” and of “passwortpasswort”: “passwort”."""
    bare = password[:LOOKED_AT].casefold().strip(AROUND)
    repeated = REPEATED.fullmatch(bare)
    return repeated.group(1).strip(AROUND) if repeated else bare


class CommonAtHeartValidator(CommonPasswordValidator):
    """Our passwords are long, and the common ones are short: to reach the length people repeat them or add figures."""

    def validate(self, password, user=None):
        super().validate(password, user)
        super().validate(heart_of(password), user)
