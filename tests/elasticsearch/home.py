"""A home for the server of the tests: fetched by Maven once, kept for all runs, with no more than the tests need."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

VERSION = "8.19.21"  # the message that starts it is internal to the server: another version has to be tried first
HERE = Path(__file__).resolve().parent
NEEDED = ("java", "javac", "jar", "mvn")


class NothingToStart(Exception):
    """Something is missing on this machine; the message says what to install."""


def home() -> Path:
    """The folder with the server, made by whoever comes first; others wait for her."""
    kept = cache()
    kept.mkdir(parents=True, exist_ok=True)
    done = kept / f"elasticsearch-{VERSION}"
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(done)
    return done


def cache() -> Path:
    """Every folder above has to be readable by all: the server refuses to run as root, so it runs as nobody then."""
    if os.geteuid() == 0:
        return Path("/var/cache/kuemmerer")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kuemmerer"


def can_be_started() -> bool:
    """Whether this machine has what a node needs."""
    return all(map(found, NEEDED))


def found(name: str) -> str | None:
    """Where a program is; those of the JDK that JAVA_HOME names come first."""
    java_home = os.environ.get("JAVA_HOME")
    return shutil.which(name, path=f"{java_home}/bin" if java_home and name != "mvn" else None) or shutil.which(name)


def program(name: str) -> str:
    """Where a program of the JDK or Maven is."""
    if not (there := found(name)):
        raise NothingToStart(
            f"There is no {name}. The search engine's tests need a JDK (17 or newer) and Maven: apt-get install"
            " default-jdk-headless maven, or name a server of yours with ELASTICSEARCH_URL."
        )
    return there


def make(done: Path) -> None:
    """Fetch, strip, add the class that writes the starting message, and put in place at once."""
    programs = {name: program(name) for name in NEEDED}
    with tempfile.TemporaryDirectory(dir=done.parent) as folder:
        work = Path(folder)
        run(
            programs["mvn"], "-q", "-B", "-f", HERE / "pom.xml", f"-Des.version={VERSION}", f"-Des.dir={work}",
            "process-resources", why="Maven could not fetch the server. Is a repository in reach?",
        )  # fmt: skip
        unpacked = work / f"elasticsearch-{VERSION}"
        for module in (unpacked / "modules").iterdir():
            if module.name != "transport-netty4":  # no x-pack, no tracing agent: none is needed, all take seconds
                shutil.rmtree(module)
        classes = work / "classes"
        jars = os.pathsep.join(map(str, (unpacked / "lib").glob("*.jar")))
        run(
            programs["javac"], "-nowarn", "-proc:none", "--release", "17", "-cp", jars, "-d", classes,
            HERE / "WriteServerArgs.java", why="The class that starts the server could not be compiled.",
        )  # fmt: skip
        run(
            programs["jar"], "--create", "--file", unpacked / "write-server-args.jar", "-C", classes, ".",
            why="The class that starts the server could not be packed.",
        )  # fmt: skip
        run("chmod", "-R", "go+rX", unpacked, why="The server could not be made readable.")
        unpacked.rename(done)
    done.parent.chmod(0o755)


def run(*command: object, why: str) -> None:
    done = subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NothingToStart(f"{why}\n{(done.stdout + done.stderr)[-2000:]}")
