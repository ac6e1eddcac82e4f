"""The real parts beside Python: where they are, and how a missing one comes to this machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import with_postgres

# What is called, and the Debian package that brings it.
PACKAGES = {
    "postgresql": "postgresql",
    "chromium": "chromium",
    "gettext": "gettext",
    "java": "default-jdk-headless",
    "maven": "maven",
}


class PartMissing(Exception):
    """A part is missing and may not be installed from here; the message names the command that would bring it."""


def need(*names: str) -> None:
    """Have the parts, installing them where that is allowed: as root on Debian."""
    missing = [name for name in names if not has(name)]
    if not missing:
        return
    packages = [PACKAGES[name] for name in missing]
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {' and '.join(packages)} …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        how = {"env": quiet, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update", "--quiet"], **how)
        subprocess.run([command[0], "--quiet", *command[1:]], **how)
        missing = [name for name in names if not has(name)]
    if missing:
        raise PartMissing(
            f"{' and '.join(missing)} missing. This would bring it: sudo apt-get update && sudo {' '.join(command)}"
            " (or name your own with DATABASE_URL, PG_BIN, KUEMMERER_CHROMIUM, ELASTICSEARCH_URL, JAVA_HOME;"
            " `make test-quick` needs none of it)"
        )


def has(name: str) -> bool:
    """Whether a part is there."""
    if name == "postgresql":
        return bool(os.environ.get("DATABASE_URL")) or with_postgres.server_folder() is not None
    if name == "chromium":
        return chromium() is not None
    if name in ("java", "maven"):  # for the search engine of the tests, unless there is a server already
        program = {"java": "javac", "maven": "mvn"}[name]
        own = Path(os.environ.get("JAVA_HOME", "/nowhere")) / "bin" / program
        return bool(os.environ.get("ELASTICSEARCH_URL") or shutil.which(program) or own.exists())
    return all(shutil.which(program) for program in ("xgettext", "msgmerge", "msguniq", "msgattrib"))


def chromium() -> str | None:
    """The browser itself: Debian's wrapper script adds seconds and flags of its own."""
    if named := os.environ.get("KUEMMERER_CHROMIUM"):
        return named if os.access(named, os.X_OK) else None
    for candidate in ("/usr/lib/chromium/chromium", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(candidate):
            return str(Path(found))
    return None


if __name__ == "__main__":
    try:
        need(*(sys.argv[1:] or PACKAGES))
    except PartMissing as missing:
        sys.exit(f"parts: {missing}")
