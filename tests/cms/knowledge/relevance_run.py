"""The command that measures relevance, run as one runs it: a process of its own that works in memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"


def measured(*arguments: object, model: str = "use") -> dict:
    """The last line of what it prints."""
    environment = {
        **os.environ,
        "SENTENCE_MODEL": model,
        "DATABASE_URL": "sqlite:///:memory:",
        "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.dev",
    }
    run = subprocess.run(
        [sys.executable, "manage.py", "measure_relevance", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout.splitlines()[-1])
