"""Fixtures that all tests share: sample pictures, the development data where it lies beside the project."""

from __future__ import annotations

import os
from pathlib import Path

# Before torch is loaded: threads that wait by spinning starve each other where other work runs on the same cores.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import pytest

from facestyle import images, weights
from facestyle.images import Picture

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the development data does not lie beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def sample_path():
    """Path of a sample picture by name: obama, obama2, obama3, biden, astronaut, china, coffee, chelsea."""
    return weights.sample


@pytest.fixture(scope="session")
def sample():
    """A sample picture by name, decoded."""

    def load(name: str) -> Picture:
        return images.load(weights.sample(name))

    return load
