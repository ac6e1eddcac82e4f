"""What one reads first: links lead somewhere, pictures are small and made by the command."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
PICTURES = ROOT / "docs" / "pictures"
LINK = re.compile(r"\]\(([^)#\s]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document):
    lost = [
        link
        for link in LINK.findall(document.read_text(encoding="utf-8"))
        if "://" not in link and not (document.parent / link).exists()
    ]
    assert lost == []


def test_every_guide_stands_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    missing = [
        page.name for page in ROOT.glob("docs/*.md") if page.name != "README.md" and f"({page.name})" not in index
    ]
    assert missing == []


def test_pictures_are_small_and_made_by_the_command():
    tree = ast.parse((ROOT / "bin" / "screenshots.py").read_text(encoding="utf-8"))
    made = {
        f"{call.args[0].value}.png"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Screen"
    }
    assert made
    assert {path.name for path in PICTURES.iterdir()} == made
    assert [path.name for path in PICTURES.iterdir() if path.stat().st_size > 200_000] == []
