"""What the tree promises to a newcomer: where things lie, what they are called, and how each file begins."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GRAB_BAGS = {"utils", "helpers", "common", "misc", "services"}
# Where the computer of whoever wrote a file shines through.
PRIVATE_PATHS = re.compile(r"(?:^|[^\w./-])/(?:work|farm|root|home|Users)/\w")
REGISTRIES = re.compile(
    r"(?:--|\b)(?:extra-)?index-url\b\s*[=:]?\s*https?://|https?://[^\s/'\"]*(?:pypi|artifactory|nexus)", re.I
)


def tracked(*patterns: str) -> list[Path]:
    """What git keeps; what lies about beside it is nobody's business."""
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def relative(paths) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def test_site_is_a_source_root_and_not_a_package():
    """``site`` is a module of the standard library that is always there first."""
    assert not (ROOT / "site" / "__init__.py").exists()


def test_no_module_is_a_grab_bag():
    assert relative(path for path in tracked("*.py") if {path.stem, path.parent.name} & GRAB_BAGS) == []


def test_every_module_opens_with_a_sentence_saying_what_it_is_about():
    silent = []
    for path in tracked("*.py"):
        words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        opening = words.split("\n\n")[0].rstrip()
        if not opening.endswith((".", ":", "?")) or len(opening.split()) < 3:
            silent.append(path)
    assert relative(silent) == []


def test_every_app_has_its_place():
    """An app lies under facts, processes or faces; its Django name says where."""
    roots = {"cms", "workflows", "api", "kuemmerer", "townhall", "desk"}
    names = set()
    for path in tracked("*/apps.py"):
        names.update(re.findall(r'^    name = "([^"]+)"', path.read_text(encoding="utf-8"), re.M))
    assert names
    assert {name.split(".")[0] for name in names} <= roots


@pytest.mark.parametrize("pattern", [PRIVATE_PATHS, REGISTRIES], ids=["paths", "registries"])
def test_no_file_names_the_machine_it_was_written_on(pattern):
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}: {line.strip()[:100]}" for line in text.splitlines() if pattern.search(line)
        ]
    assert found == []


def test_no_model_overrides_save():
    """Rules live in constraints and doors; a save() that does more is a surprise for whoever updates rows."""
    surprising = []
    for path in tracked("cms/*.py", "workflows/*.py", "site/*.py", "api/*.py"):
        if path.name != "models.py" and not path.name.endswith("_models.py") and "models" not in path.parent.name:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                isinstance(part, ast.FunctionDef) and part.name == "save" for part in node.body
            ):
                surprising.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert surprising == []
