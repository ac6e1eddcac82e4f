"""Show Kümmerer on this machine: database, demo town, web and worker; Ctrl-C ends all of it.

Needs only the standard library. The two processes live in sessions of their own and are ended here, so that a Ctrl-C
in the terminal reaches exactly one place that knows the order. They also end when this one is killed outright.
"""

import contextlib
import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv" / "bin" / "python"
CODE = ("cms", "workflows", "api", "site", "requirements/run.txt")
TOWN_HALLS = ("lindenfurt", "erlenfeld", "moorbach", "vhs", "stadtreiniger")
PATIENCE = 60  # seconds until the processes have to answer
PR_SET_PDEATHSIG = 1


class Refused(Exception):
    """The demo cannot run here; the message is the one line that says why."""


def main() -> int:
    """Prepare what is missing, start both processes, wait for the end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # also where a shell made us deaf to Ctrl-C
        signal.signal(number, stop_in_order)
    try:
        port = chosen_port()
        var = writable_folder(Path(os.environ.get("KUEMMERER_VAR") or ROOT / "var").expanduser().absolute())
        environment = surroundings(var, port)
        prepare(var, environment)
        with running(var, environment) as children:
            wait_until_ready(children, port, var)
            introduce(environment, port, var)
            watch(children, var)
    except Refused as refusal:
        print(f"demo: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nThe demo has ended; `make demo` goes on where it stopped.")
        return 0
    return 1


def stop_in_order(*_: object) -> None:
    """Treat the end of the terminal or of the session like Ctrl-C."""
    raise KeyboardInterrupt


def chosen_port() -> int:
    """PORT, if it is a port and nobody has it."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Refused(f"PORT must be a number between 1 and 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError as error:
            raise Refused(
                f"port {text} needs rights that you do not have; choose another: make demo PORT=8080"
            ) from error
        except OSError as error:
            raise Refused(f"port {text} is taken; choose another: make demo PORT={int(text) % 65000 + 1}") from error
    return int(text)


def writable_folder(folder: Path) -> Path:
    """The folder for database, media, mails and logs."""
    try:
        for part in (folder, folder / "mail", folder / "media", folder / "static", folder / "log"):
            part.mkdir(parents=True, exist_ok=True)
        probe = folder / f".can-write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Refused(
            f"{folder} cannot be written to ({error.strerror}); choose another: make demo KUEMMERER_VAR=…"
        ) from error
    return folder


def surroundings(var: Path, port: int) -> dict[str, str]:
    """What the processes find in their environment."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.dev",
        "KUEMMERER_VAR": str(var),
        "BASE_URL": f"http://{TOWN_HALLS[0]}.localhost:{port}",
        "BIND": f"127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    """Run one management command to its end."""
    command = [PYTHON, ROOT / "manage.py", *arguments]
    how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, **how)


def prepare(var: Path, environment: dict[str, str]) -> None:
    """Bring the database and the demo town up to date, unless nothing changed since the last time."""
    stamp, wanted = var / "demo.stamp", fingerprint(var, environment)
    if stamp.exists() and stamp.read_text() == wanted and has_town(environment):
        return
    stamp.unlink(missing_ok=True)
    for words, arguments in (
        ("Preparing the database …", ("migrate", "--verbosity", "0")),
        ("Building the demo town …", ("load_demo", "--cases", environment.get("CASES", "400"))),
    ):
        print(words, flush=True)
        done = manage(environment, *arguments)
        if done.returncode:
            print(done.stdout, file=sys.stderr)
            raise Refused(f"`manage.py {arguments[0]}` failed; its words stand above.")
    stamp.write_text(wanted)


def fingerprint(var: Path, environment: dict[str, str]) -> str:
    """Everything that decides what the database should hold: the code, the database, the addresses."""
    seen = hashlib.sha256()
    for part in CODE:
        path = ROOT / part
        files = [path] if path.is_file() else sorted(path.rglob("*"))
        for file in files:
            if file.suffix in {".py", ".toml", ".json", ".txt", ".mo"} and file.is_file():
                seen.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    seen.update(f"{environment.get('DATABASE_URL', var)} {environment['BASE_URL']}".encode())
    return seen.hexdigest()


def has_town(environment: dict[str, str]) -> bool:
    """Whether the database is still there and knows the people of the demo town; keeps their logins for later."""
    return bool(logins(environment))


_logins: list[str] = []


def logins(environment: dict[str, str]) -> list[str]:
    """One line per role; asked once, because Django takes its time to start."""
    if not _logins:
        asked = manage(environment, "load_demo", "--logins")
        if asked.returncode == 0:
            _logins.extend(line for line in asked.stdout.splitlines() if ": " in line)
    return _logins


@contextlib.contextmanager
def running(var: Path, environment: dict[str, str]) -> Iterator[dict[str, subprocess.Popen]]:
    """Web and worker, ended together however the block is left."""
    commands = {
        "web": [PYTHON, "-m", "gunicorn", "--config", ROOT / "deploy" / "gunicorn.conf.py", "kuemmerer.wsgi"],
        "worker": [PYTHON, ROOT / "manage.py", "work"],
    }
    children: dict[str, subprocess.Popen] = {}
    try:
        for name, command in commands.items():
            with (var / "log" / f"{name}.log").open("w") as log:
                children[name] = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=end_with_parent if sys.platform == "linux" else None,
                )
        yield children
    finally:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        end(children.values())


def end_with_parent() -> None:
    """Ask the kernel to end this process when the demo is killed without a chance to do it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end(children: Iterator[subprocess.Popen]) -> None:
    """End each process group: politely, and after five seconds for certain."""
    for child in (children := list(children)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + 5
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.0, deadline - time.monotonic()))
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # whoever is left of the group
        child.wait()


def wait_until_ready(children: dict[str, subprocess.Popen], port: int, var: Path) -> None:
    """Wait until web, database and worker all say they are ready."""
    deadline = time.monotonic() + PATIENCE
    answer = ""
    while time.monotonic() < deadline:
        refuse_if_one_ended(children, var)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
                if response.status == 200:
                    return
        except urllib.error.HTTPError as error:
            answer = error.read().decode(errors="replace")
        except OSError:
            pass
        time.sleep(0.1)
    raise Refused(f"not ready after {PATIENCE} seconds. {answer}")


def refuse_if_one_ended(children: dict[str, subprocess.Popen], var: Path) -> None:
    """A process that ended by itself is a failure; show its last words."""
    for name, child in children.items():
        if child.poll() is not None:
            log = var / "log" / f"{name}.log"
            print("\n".join(log.read_text(errors="replace").splitlines()[-20:]), file=sys.stderr)
            raise Refused(f"the {name} process ended by itself; its last words stand above and in {log}.")


def introduce(environment: dict[str, str], port: int, var: Path) -> None:
    """Say where to go and who to be."""
    town, *partners = (f"http://{name}.localhost:{port}" for name in TOWN_HALLS)
    print(f"\nKümmerer is running.\n\n  Town hall   {town}/")
    for address in partners:
        print(f"              {address}/")
    print(f"  Desk        {town}/desk/\n  Editors     {town}/admin/\n  Interface   {town}/api/v1/docs/\n")
    print("  Log in as")
    people = [line.partition(": ") for line in logins(environment)]
    width = max((len(role) for role, _, _ in people), default=0)
    for role, _, login in people:
        print(f"    {role:<{width}}  {login}")
    print(f"\n  Mails that leave lie in {var / 'mail'}, logs in {var / 'log'}.\n  Ctrl-C ends it.", flush=True)


def watch(children: dict[str, subprocess.Popen], var: Path) -> None:
    """Stay until Ctrl-C, until a process ends, or until whoever called us is gone."""
    caller = os.getppid()
    while True:
        refuse_if_one_ended(children, var)
        if os.getppid() != caller:
            raise KeyboardInterrupt
        time.sleep(0.5)


if __name__ == "__main__":
    sys.exit(main())
