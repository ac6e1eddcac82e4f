"""What happens by itself: groups after a migration, and the refusal to delete a person."""

from . import setup
from .errors import NeverDeleted


def make_groups(sender, using, **kwargs) -> None:
    if using == "default":
        setup.make_groups()


def refuse_deletion(sender, instance, **kwargs) -> None:
    raise NeverDeleted
