"""Tests of one group run in one process: two browsers at once, or what is made once made twice, cost minutes."""

import os
import subprocess
import sys

MODULE = """
import os, pathlib, pytest, time

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_of_a_group(number):
    time.sleep(0.02)
    pathlib.Path(os.environ["SEEN"], os.environ["PYTEST_XDIST_WORKER"]).touch()
"""


def test_a_group_is_run_by_one_process(tmp_path):
    (tmp_path / "test_group.py").write_text(MODULE)
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p no:django -p no:cacheprovider\n")
    (seen := tmp_path / "seen").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DJANGO_"))}

    command = [sys.executable, "-m", "pytest", "--quiet", "-n", "2", "--dist", "loadgroup", "test_group.py"]
    subprocess.run(command, cwd=tmp_path, env={**kept, "SEEN": str(seen)}, check=True, stdout=subprocess.DEVNULL)

    assert len(list(seen.iterdir())) == 1
