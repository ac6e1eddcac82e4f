"""Settings of measurements with a search engine beside the database: the tests' own, and what the environment names."""

from kuemmerer.settings import base
from kuemmerer.settings.test import *  # noqa: F403

ELASTICSEARCH_URL = base.ELASTICSEARCH_URL
SENTENCE_MODEL = base.SENTENCE_MODEL
