#!/usr/bin/env python3
"""Run a command beside a throw-away PostgreSQL: with_postgres.py CMD [ARG...]

Sets PGHOST (a socket folder), PGUSER, PGDATABASE, DATABASE_URL for CMD.
DATABASE_URL already set: CMD is run as it is. Exit 69: no server binaries.
Only the standard library; works as root (drops to 'postgres' or 'nobody')
and as an ordinary user. No TCP port, so two runs never collide.
"""

import glob
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile

USER = "kuemmerer"


def bindir():
    if os.environ.get("PG_BIN"):
        return os.environ["PG_BIN"]
    found = [
        d
        for pat in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
        for d in glob.glob(pat)
        if os.access(d + "/initdb", os.X_OK) and os.access(d + "/postgres", os.X_OK)
    ]
    if found:
        return max(found, key=lambda d: int(re.search(r"(\d+)/bin$", d).group(1)))
    exe = shutil.which("initdb")
    if exe and os.access(os.path.join(os.path.dirname(os.path.realpath(exe)), "postgres"), os.X_OK):
        return os.path.dirname(os.path.realpath(exe))
    return None


def drop():
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            p = pwd.getpwnam(name)
            return {"user": p.pw_uid, "group": p.pw_gid, "extra_groups": []}
        except KeyError:
            pass
    sys.exit("with_postgres: no unprivileged user to run initdb as")


def main(cmd):
    if os.environ.get("DATABASE_URL"):
        os.execvp(cmd[0], cmd)
    b = bindir()
    if b is None:
        print(
            "with_postgres: no PostgreSQL server found (Debian: apt-get install postgresql); "
            "or set DATABASE_URL or PG_BIN.",
            file=sys.stderr,
        )
        return 69
    as_user = drop()
    # short path: a unix socket path may have 107 bytes at most
    base = pathlib.Path(tempfile.mkdtemp(prefix="kpg", dir="/tmp"))
    if as_user:
        os.chown(base, as_user["user"], as_user["group"])
    base.chmod(0o755 if as_user else 0o700)
    env = {"PATH": b + ":/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(base), "TZ": "UTC"}
    pre = dict(cwd=base, env=env, stdin=subprocess.DEVNULL, start_new_session=True, **as_user)
    data, log = base / "data", base / "log"

    def stop(*_):
        sys.exit(130)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        r = subprocess.run(
            [
                b + "/initdb",
                "-D",
                data,
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--no-instructions",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **pre,
        )
        if r.returncode:
            print(r.stdout, file=sys.stderr)
            return 70
        opts = (
            f"-c listen_addresses='' -c unix_socket_directories={base} -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off -c max_connections=60 "
            "-c timezone=UTC -c jit=off"
        )
        r = subprocess.run([b + "/pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-s", "-o", opts, "start"], **pre)
        if r.returncode:
            print(log.read_text() if log.exists() else "", file=sys.stderr)
            return 70
        child = dict(
            os.environ,
            PGHOST=str(base),
            PGUSER=USER,
            PGDATABASE="postgres",
            DATABASE_URL=f"postgresql://{USER}@/postgres?host={base}",
        )
        return subprocess.run(cmd, env=child).returncode
    except KeyboardInterrupt:
        return 130
    finally:
        if (data / "postmaster.pid").exists():
            subprocess.run([b + "/pg_ctl", "-D", data, "-m", "immediate", "-w", "-s", "stop"], **pre)
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
