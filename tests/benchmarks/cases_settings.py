"""Settings of the measurement of cases: those of the tests and one more app, the bare flow."""

from kuemmerer.settings.test import *  # noqa: F403
from kuemmerer.settings.test import INSTALLED_APPS

INSTALLED_APPS = ["tests.benchmarks.bare_flow", *INSTALLED_APPS]
