"""Make .venv from a lock, with uv where it works and pip where not; called by bin/install, standard library only."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kuemmerer-lock.json"
LOCKS = ("run", "develop")  # each holds everything the one before it holds


def main(wanted: str) -> int:
    """Bring .venv to the wanted lock, unless it has it already."""
    if wanted not in LOCKS:
        return refuse(f"install knows {' and '.join(LOCKS)}, not {wanted!r}.")
    with one_at_a_time():
        if is_fresh(wanted):
            return 0
        if not os.access(ROOT, os.W_OK):
            return refuse(f"{ROOT} cannot be written to, and .venv has to be made in it.")
        try:
            return install(wanted)
        except OSError as error:
            return refuse(f".venv cannot be made: {error.strerror or error}.")


def install(wanted: str) -> int:
    """Make or repair .venv, then let it hold exactly what the lock names."""
    print(f"Installing what requirements/{wanted}.txt names into .venv …", flush=True)
    STAMP.unlink(missing_ok=True)
    if not runs(PYTHON, "-m", "pip", "--version"):
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True, symlinks=True)
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check"]
    lock = ROOT / "requirements" / f"{wanted}.txt"
    if not (
        runs(*pip, "install", "--require-hashes", "--only-binary", ":all:", "-r", ROOT / "requirements" / "uv.txt")
        and runs(VENV / "bin" / "uv", "pip", "sync", "--compile-bytecode", "--require-hashes", "--python", PYTHON, lock)
    ):
        print("uv could not do it here; going on with pip, which takes longer.", flush=True)
        with_pip = [*pip, "install", "--quiet", "--require-hashes", "-r", lock]
        if subprocess.run(with_pip, env=surroundings(), stdin=subprocess.DEVNULL, check=False).returncode:
            return refuse("the packages could not be installed; pip's words stand above. Is a package index in reach?")
    STAMP.write_text(json.dumps({"lock": wanted, "holds": fingerprints()}), encoding="utf-8")
    return 0


def is_fresh(wanted: str) -> bool:
    """Whether .venv was made from the wanted lock, or from a larger one, as they stand now."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        enough = LOCKS.index(stamp["lock"]) >= LOCKS.index(wanted)
        return enough and stamp["holds"][stamp["lock"]] == fingerprints()[stamp["lock"]] and runs(PYTHON, "-c", "")
    except (OSError, ValueError, KeyError, TypeError):
        return False


def fingerprints() -> dict[str, str]:
    """What each lock says, in short."""
    return {name: hashlib.sha256((ROOT / "requirements" / f"{name}.txt").read_bytes()).hexdigest() for name in LOCKS}


def runs(*command: Path | str) -> bool:
    """Whether a command ends well; its words are of interest to nobody but whoever sets VERBOSE."""
    output = None if os.environ.get("VERBOSE") else subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, env=surroundings(), stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def surroundings() -> dict[str, str]:
    """The environment for pip and uv: uv reads none of pip's settings, so it is told what pip would do."""
    unwelcome = {"PIP_REQUIRE_VIRTUALENV", "PYTHONPATH"}
    environment = {key: value for key, value in os.environ.items() if key not in unwelcome}
    environment["VIRTUAL_ENV"] = str(VENV)
    settings = pip_settings()
    translated = {
        "UV_DEFAULT_INDEX": settings.get("index-url"),
        "UV_INDEX": settings.get("extra-index-url"),
        "UV_FIND_LINKS": settings.get("find-links"),
        "UV_NO_INDEX": settings.get("no-index"),
        "UV_INSECURE_HOST": settings.get("trusted-host"),
        "UV_HTTP_TIMEOUT": settings.get("default-timeout") or settings.get("timeout"),
        "SSL_CERT_FILE": settings.get("cert"),
        # The locks pin every file by its hash, so it does not matter which index offers it.
        "UV_INDEX_STRATEGY": "unsafe-best-match" if settings.get("extra-index-url") else None,
    }
    for key, value in translated.items():
        if value:
            environment.setdefault(key, ",".join(value.split()) if key == "UV_FIND_LINKS" else value)
    return environment


_pip_settings: dict[str, str] = {}


def pip_settings() -> dict[str, str]:
    """What pip reads from its files and from PIP_… variables, by option; asked once."""
    if not _pip_settings and PYTHON.exists():
        ask = [PYTHON, "-m", "pip", "config", "list"]
        listed = subprocess.run(ask, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        for scope in ("global.", "install.", ":env:."):  # the later wins
            for line in listed.stdout.splitlines():
                key, _, value = line.partition("=")
                if key.startswith(scope):
                    _pip_settings[key.removeprefix(scope)] = value.strip("'\"").replace("\\n", " ").strip()
    return _pip_settings


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let `make demo` in one window wait for `make test` in another instead of tearing .venv from under it."""
    folder = os.open(ROOT / "requirements", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def refuse(sentence: str) -> int:
    """One clear line, and a status that stops make."""
    print(f"install: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "develop"))
