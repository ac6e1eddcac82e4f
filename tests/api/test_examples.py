"""The examples of docs/api.md do what stands there."""

import json
import shlex
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.django_db

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
COMMANDS = [line.strip() for line in DOCUMENT.splitlines() if line.startswith("    curl ") and " -F " not in line]


def run(client, command: str):
    """What curl would do with these arguments."""
    _curl, *arguments = shlex.split(command)
    headers = {
        name.strip(): value.strip()
        for flag, header in pairwise(arguments)
        if flag == "-H"
        for name, _, value in [header.partition(":")]
    }
    address = urlsplit(arguments[-1])
    return client.get(f"{address.path}?{address.query}", headers={"host": address.netloc, **headers})


@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_is_answered(client, town, command):
    answer = run(client, command)

    assert answer.status_code == (400 if "atlantis" in command else 200)
    assert answer.json()


def test_the_problem_is_shown_as_it_is(client, town):
    command = next(command for command in COMMANDS if "atlantis" in command)
    shown = DOCUMENT.partition(command)[2].partition("\n    {")[2].partition("\n    }")[0]

    assert run(client, command).json() == json.loads("{" + shown + "}")


def test_there_are_examples():
    assert len(COMMANDS) >= 5
