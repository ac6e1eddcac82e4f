"""Finds what the installed apps prove about themselves: the public functions of their `proofs.py`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db.models import Model
from django.utils.module_loading import module_has_submodule

MODULE = "proofs"
COUNTED = "counted"


@dataclass(frozen=True)
class Proof:
    """One check: ``find`` yields (object, sentence) for what is wrong."""

    app: str
    name: str
    find: Callable[[], Iterator[tuple[Model, str]]]

    def __str__(self):
        return f"{self.app}.{self.name}"


@dataclass(frozen=True)
class Counted:
    """What an app looked at: ``numbers`` maps words to numbers."""

    app: str
    numbers: Callable[[], dict[str, int]]


def proofs() -> list[Proof]:
    """Every check of every installed app, in the order of the apps."""
    return [
        Proof(label, name, function)
        for label, module in _modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and name != COUNTED
    ]


def counts() -> list[Counted]:
    return [Counted(label, getattr(module, COUNTED)) for label, module in _modules() if hasattr(module, COUNTED)]


def _modules() -> Iterator[tuple[str, object]]:
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, MODULE):
            yield config.label, import_module(f"{config.name}.{MODULE}")
