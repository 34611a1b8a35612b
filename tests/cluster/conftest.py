"""Tests of what runs on more than one machine; they are skipped, with the reason, where Ray and Milvus are absent."""

import pytest

for package in ("ray", "pymilvus"):
    pytest.importorskip(package, reason=f"{package} is not installed: make test-cluster installs it beside .venv")


@pytest.fixture
def store(tmp_path):
    """A store of Milvus Lite in a folder of its own."""
    from facestyle.faces.gallery.milvus.store import open_store

    made = open_store(str(tmp_path / "people.db"))
    yield made
    made.close()
