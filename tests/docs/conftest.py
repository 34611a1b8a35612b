"""The two programs of docs/, loaded as modules."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest
from support.places import HOUSE


def load(name: str) -> ModuleType:
    """A program of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", HOUSE / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def generate() -> ModuleType:
    """docs/generate.py."""
    return load("generate")


@pytest.fixture(scope="session")
def build() -> ModuleType:
    """docs/build.py."""
    return load("build")
