#!/usr/bin/env python3
"""Run a command beside a throw-away PostgreSQL: `with_postgres.py COMMAND [ARGUMENT…]`.

The command finds DATABASE_URL, PGHOST (a socket folder), PGUSER and PGDATABASE set. Where DATABASE_URL is set
already, the command runs as it is. Works as root (the server runs as `postgres` or `nobody`) and as anybody else;
there is no TCP port, so two runs never meet. Needs only the standard library. Exit status: the command's; 69 where
no server is found.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

USER = "kuemmerer"
PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)
# Nothing here outlives the run, so nothing has to survive a power cut.
OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "max_connections": "80",
    "timezone": "UTC",
    "jit": "off",
}


def server_folder() -> Path | None:
    """Where initdb and postgres are: PG_BIN, else the newest version installed."""
    if named := os.environ.get("PG_BIN"):
        return Path(named)
    found = [folder for place in PLACES for folder in Path("/").glob(place) if has_server(folder)]
    if found:
        return max(found, key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))])
    initdb = shutil.which("initdb")
    if initdb and has_server(folder := Path(initdb).resolve().parent):
        return folder
    return None


def has_server(folder: Path) -> bool:
    """Whether a folder holds both programs, and not only a link to one of them."""
    return all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres", "pg_ctl"))


def server_account() -> dict:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    sys.exit("with_postgres: there is no account `postgres` or `nobody` that the server could run as.")


class Server:
    """One PostgreSQL in a folder of its own."""

    def __init__(self, programs: Path):
        self.programs = programs
        # The path of a Unix socket may have 107 bytes, so the folder lies directly under the temporary one.
        self.folder = Path(tempfile.mkdtemp(prefix="kpg", dir="/tmp"))
        self.data = self.folder / "data"
        account = server_account()
        if account:
            os.chown(self.folder, account["user"], account["group"])
        self.folder.chmod(0o755 if account else 0o700)
        environment = {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.folder), "TZ": "UTC"}
        # A session of its own: Ctrl-C reaches the command first, the server ends after it.
        self.how = {
            "cwd": self.folder,
            "env": environment,
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
            "text": True,
            "check": False,
            **account,
        }

    def start(self) -> str:
        """Make the cluster and start it; returns what went wrong, if anything."""
        made = self.run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        if made.returncode:
            return made.stdout
        options = {**OPTIONS, "unix_socket_directories": str(self.folder)}
        words = " ".join(f"-c {name}={value}" for name, value in options.items())
        log = self.folder / "log"
        started = self.run("pg_ctl", "-l", str(log), "-w", "-t", "60", "-s", "-o", words, "start", quiet=True)
        return log.read_text() if started.returncode else ""

    def stop(self) -> None:
        """Stop at once and leave nothing behind."""
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "-m", "immediate", "-w", "-s", "stop", quiet=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program: str, *arguments: str, quiet: bool = False) -> subprocess.CompletedProcess:
        # A pipe would be inherited by the server and never close.
        output = subprocess.DEVNULL if quiet else subprocess.PIPE
        command = [str(self.programs / program), "-D", str(self.data), *arguments]
        return subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, **self.how)

    def environment(self) -> dict[str, str]:
        url = f"postgresql://{USER}@/postgres?host={self.folder}"
        return {"PGHOST": str(self.folder), "PGUSER": USER, "PGDATABASE": "postgres", "DATABASE_URL": url}


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server whatever happens."""
    if os.environ.get("DATABASE_URL"):
        os.execvp(command[0], command)
    programs = server_folder()
    if programs is None:
        wanted = "Debian: apt-get install postgresql; or name one with PG_BIN, or a database with DATABASE_URL"
        print(f"with_postgres: no PostgreSQL server found ({wanted}).", file=sys.stderr)
        return 69
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))
    server = Server(programs)
    try:
        if wrong := server.start():
            print(wrong, file=sys.stderr)
            return 70
        return run_to_its_end(command, {**os.environ, **server.environment()})
    except KeyboardInterrupt:
        return 130
    finally:
        server.stop()


def run_to_its_end(command: list[str], environment: dict[str, str]) -> int:
    """Run the command; whatever ends us ends it too."""
    with subprocess.Popen(command, env=environment) as child:
        try:
            return child.wait()
        except (KeyboardInterrupt, SystemExit):
            child.terminate()
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()
            raise


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.splitlines()[0])
    sys.exit(main(sys.argv[1:]))
