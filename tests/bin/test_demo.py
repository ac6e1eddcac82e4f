"""What stops the demo is said in one line; what it starts it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import demo
import pytest


def test_a_taken_port_is_named_with_another_one(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        with pytest.raises(demo.Refused, match=f"port {port} is taken; choose another: make demo PORT="):
            demo.chosen_port()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_what_is_no_port_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(demo.Refused, match="PORT must be a number"):
        demo.chosen_port()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(demo.Refused, match=r"cannot be written to .*KUEMMERER_VAR"):
        demo.writable_folder(tmp_path / "file" / "var")


def test_a_process_that_will_not_end_is_ended_with_its_children(tmp_path):
    stubborn = "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    parent = stubborn + f"c = subprocess.Popen([sys.executable, '-c', {stubborn + 'time.sleep(60)'!r}]); "
    parent += "print(c.pid, flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True, start_new_session=True)
    grandchild = int(child.stdout.readline())

    demo.end([child])

    assert child.returncode == -signal.SIGKILL
    assert gone(grandchild)


def test_the_children_end_when_the_demo_is_killed(tmp_path):
    here = Path(demo.__file__).parent
    script = (
        f"import sys, subprocess, time; sys.path.insert(0, {str(here)!r}); import demo; "
        "c = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], preexec_fn=demo.end_with_parent); "
        "print(c.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())

    parent.kill()
    parent.wait()

    assert gone(child)


def gone(process: int) -> bool:
    """Whether a process ends within some seconds; one that nobody waited for any more counts as ended."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
            if Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False
