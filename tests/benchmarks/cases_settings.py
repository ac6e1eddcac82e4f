"""Settings of the measurement of cases: those of the tests, the bare flow and the engine's own lists."""

from kuemmerer.settings.test import *  # noqa: F403
from kuemmerer.settings.test import AUTHENTICATION_BACKENDS, INSTALLED_APPS

INSTALLED_APPS = ["tests.benchmarks.bare_flow", "viewflow", *INSTALLED_APPS]
AUTHENTICATION_BACKENDS = [*AUTHENTICATION_BACKENDS, "tests.benchmarks.bare_flow.backend.ByMembership"]
ROOT_URLCONF = "tests.benchmarks.bare_flow.urls"
