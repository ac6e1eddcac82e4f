"""What can be found without running the tests: style, imports, migrations, translations, settings, locks.

Every check runs, whatever the others found; what a check says is shown only when it fails.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import parts

ROOT = Path(__file__).resolve().parents[1]
PYTHON = str(ROOT / ".venv" / "bin" / "python")
TEMPLATES = ("cms", "workflows", "site")

# A real installation's settings with nothing real in them, for `check --deploy`.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.production",
    "SECRET_KEY": "only-to-look-at-the-settings-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "servicecenter.example.org",
    "BASE_URL": "https://servicecenter.example.org",
    "DATABASE_URL": "postgresql://kuemmerer@/kuemmerer",
    "EMAIL_URL": "smtps://mail.example.org",
    "MAIL_FROM": "servicecenter@example.org",
    "SOURCE_URL": "https://code.example.org/kuemmerer",
}


def main() -> int:
    """Run all checks, one line each; the status says whether all were well."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="kuemmerer-check-") as folder:
        for name, commands, more in checks(folder):
            started = time.monotonic()
            words = first_complaint(commands, more)
            print(f"{'FAILED' if words else 'ok':<7} {name} ({time.monotonic() - started:.1f} s)", flush=True)
            if words:
                failed.append(name)
                print("\n".join(f"        {line}" for line in words.splitlines()), flush=True)
    if failed:
        print(f"check: {len(failed)} of the checks failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def checks(folder: str) -> list[tuple[str, list[list[str]], dict[str, str]]]:
    """Each check by name, with its commands and what they find in their environment."""
    manage = [PYTHON, "manage.py"]
    var = {"KUEMMERER_VAR": folder}
    module = [PYTHON, "-m"]
    return [
        ("lint", [[*module, "ruff", "check", "--no-cache", "."]], {}),
        ("format", [[*module, "ruff", "format", "--no-cache", "--check", "."]], {}),
        (
            "templates",
            [
                [*module, "djlint", "--quiet", "--check", *TEMPLATES],
                [*module, "djlint", "--quiet", "--lint", *TEMPLATES],
            ],
            {},
        ),
        ("import contracts", [[str(ROOT / ".venv/bin/lint-imports"), "--no-cache"]], {"PYTHONPATH": "site:bin"}),
        ("migrations", [[*manage, "makemigrations", "--check", "--dry-run"]], var),
        ("translations", [[PYTHON, "bin/translations.py"]], {}),
        (
            "production settings",
            [
                [*manage, "collectstatic", "--noinput", "--verbosity", "0"],
                [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            ],
            {**PRODUCTION, **var},
        ),
        ("locks", [[PYTHON, "bin/lock.py", "--check"]], {}),
    ]


def first_complaint(commands: list[list[str]], more: dict[str, str]) -> str:
    """What the first failing command said; nothing if all ended well."""
    if any("bin/translations.py" in command for command in commands):
        try:
            parts.need("gettext")
        except parts.PartMissing as missing:
            return str(missing)
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", *PRODUCTION}}
    for command in commands:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            return done.stdout.strip() or f"{command[0]} ended with {done.returncode}."
    return ""


if __name__ == "__main__":
    sys.exit(main())
