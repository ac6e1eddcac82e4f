#!/usr/bin/env python3
"""Django's command line for Kümmerer."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run a management command; `site/` is a source root and has to be importable first."""
    sys.path.insert(1, str(Path(__file__).parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuemmerer.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
