"""Write requirements/*.txt from *.in, with hashes and without any index address; `--check` says whether they are fresh.

A lock opens with a fingerprint of what it was made from and of what it says. So the check needs no network, does not
fail because somebody released something, and sees an .in file changed without a lock as well as a lock changed by
hand. Pins already in a lock are kept; `--upgrade` looks for newer ones.
"""

import argparse
import hashlib
import re
import subprocess
import sys

import install

FOLDER = install.ROOT / "requirements"
NAMES = ("uv", "run", "develop")
HEADER = "# Made by bin/lock; changed by nobody else. Fingerprint: "
COMPILE = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-header")


def main() -> int:
    """Make the locks, or check them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; say which lock is stale")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that the .in files allow")
    options = parser.parse_args()
    if options.check:
        return check()
    for name in NAMES:
        # What is developed on is what runs: the second lock takes its pins from the first.
        same_as_run = ["--constraint", "run.txt"] if name == "develop" else []
        make(name, [*same_as_run, *(["--upgrade"] if options.upgrade else [])])
    return 0


def check() -> int:
    """Compare each lock's fingerprint with what it ought to be, and look for addresses."""
    wrong = []
    for name in NAMES:
        first, _, body = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n")
        if first != HEADER + fingerprint(name, body):
            wrong.append(f"requirements/{name}.txt does not fit its .in file: run bin/lock.")
        if re.search(r"https?://|--(extra-)?index-url|--find-links", body):
            wrong.append(f"requirements/{name}.txt names an address.")
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


def make(name: str, more: list[str]) -> None:
    """Compile one lock; pins that are still allowed stay."""
    target = FOLDER / f"{name}.txt"
    uv = install.VENV / "bin" / "uv"
    subprocess.run(
        [uv, "pip", "compile", "--quiet", *COMPILE, *more, f"{name}.in", "-o", target.name],
        cwd=FOLDER,
        env=install.surroundings(),
        check=True,
    )
    body = target.read_text(encoding="utf-8")
    body = body.partition("\n")[2] if body.startswith(HEADER) else body
    target.write_text(f"{HEADER}{fingerprint(name, body)}\n{body}", encoding="utf-8")


def fingerprint(name: str, body: str) -> str:
    """What stands in the inputs (comments aside) and in the lock, in short."""
    return hashlib.sha256("\n".join([*inputs(name), body]).encode()).hexdigest()[:32]


def inputs(name: str) -> list[str]:
    """The requirements of an .in file and of those it includes."""
    found = []
    for line in (FOLDER / f"{name}.in").read_text(encoding="utf-8").splitlines():
        requirement = line.partition("#")[0].strip()
        if requirement.startswith("-r "):
            found += inputs(requirement.removeprefix("-r ").removesuffix(".in"))
        elif requirement:
            found.append(requirement)
    return found


if __name__ == "__main__":
    sys.exit(main())
