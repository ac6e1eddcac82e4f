"""Locks: fresh means made from these inputs and not touched since, whatever the world has released meanwhile."""

import lock
import pytest

ADDRESS = "https://mirror.example.org"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A requirements folder with fresh locks, without asking any index."""
    monkeypatch.setattr(lock, "FOLDER", tmp_path)
    for name in lock.NAMES:
        (tmp_path / f"{name}.in").write_text("# what for\nDjango==5.2.*\n")
    (tmp_path / "develop.in").write_text("-r run.in\npytest\n")
    for name in lock.NAMES:
        body = "django==5.2.19 \\\n    --hash=sha256:00\n"
        (tmp_path / f"{name}.txt").write_text(f"{lock.HEADER}{lock.fingerprint(name, body)}\n{body}")
    return tmp_path


def test_untouched_locks_are_fresh(folder):
    assert lock.check() == 0


def test_a_comment_in_the_inputs_changes_nothing(folder):
    (folder / "run.in").write_text("# what for, more precisely\nDjango==5.2.*  # long-term support\n")

    assert lock.check() == 0


@pytest.mark.parametrize("stale", ["run", "develop"])
def test_a_changed_input_makes_a_lock_stale_and_those_that_include_it(folder, capsys, stale):
    (folder / "run.in").write_text("Django==5.3.*\n")

    assert lock.check() == 1
    assert f"requirements/{stale}.txt does not fit" in capsys.readouterr().err


def test_a_lock_changed_by_hand_is_seen(folder, capsys):
    path = folder / "run.txt"
    path.write_text(path.read_text().replace("5.2.19", "5.2.18"))

    assert lock.check() == 1
    assert "requirements/run.txt" in capsys.readouterr().err


def test_an_address_has_no_place_in_a_lock(folder, capsys):
    body = f"--index-url {ADDRESS}/simple\ndjango==5.2.19\n"
    (folder / "uv.txt").write_text(f"{lock.HEADER}{lock.fingerprint('uv', body)}\n{body}")

    assert lock.check() == 1
    assert "uv.txt names an address" in capsys.readouterr().err
