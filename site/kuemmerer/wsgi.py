"""The door for a web server; it stays shut while the settings contradict each other."""

import os
import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuemmerer.settings.production")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from kuemmerer.checks import refuse_contradictions  # noqa: E402 - needs Django set up

refuse_contradictions()
