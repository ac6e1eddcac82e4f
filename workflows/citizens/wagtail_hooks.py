"""What letters add to Wagtail's admin: the register of their texts."""

from wagtail import hooks

from cms.organisation.log_models import RegisterLogEntry

from . import letter_register  # noqa: F401  (its import registers it)
from .models import LetterText


@hooks.register("register_log_actions")
def letter_texts_keep_the_registers_log(log_actions):
    """Wagtail's own log shows everybody the entries of every partner's rows."""
    log_actions.register_model(LetterText, RegisterLogEntry)
