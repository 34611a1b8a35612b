"""Tests of what runs on more than one machine; they are skipped, with the reason, where Ray and Milvus are absent."""

import pytest

for package in ("ray", "pymilvus"):
    pytest.importorskip(package, reason=f"{package} is not installed: make test-cluster installs it beside .venv")
