"""Settings of a real installation: everything that matters must be said, nothing is guessed."""

from . import environment
from .base import *  # noqa: F403

DEBUG = False
SECRET_KEY = environment.text("SECRET_KEY")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
