"""Visitors of the served page, for the tests of its API."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from gradio_client import Client

from facestyle.ui.server.settings import settings
from facestyle.ui.shared import job


@pytest.fixture
def visitor(address) -> Callable[[], Client]:
    """A new visitor, whose gallery and results nobody else sees."""

    def arrive() -> Client:
        return Client(address, verbose=False, httpx_kwargs={"timeout": 120})  # of busy cores

    return arrive


@pytest.fixture
def client(visitor) -> Client:
    """One visitor."""
    return visitor()


@pytest.fixture
def run_seconds(monkeypatch) -> Callable[[int], None]:
    """Let runs take so many seconds, also fewer than the setting allows."""

    def put(seconds: int) -> None:
        fewer = settings().model_copy(update={"run_seconds": seconds})
        monkeypatch.setattr(job, "settings", lambda: fewer)

    return put
