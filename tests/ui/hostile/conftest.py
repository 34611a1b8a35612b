"""One hostile visitor for each table, and a look at whether the server still answers after it."""

from __future__ import annotations

import pytest
from support.caller import Caller


@pytest.fixture(scope="module")
def caller(address):
    return Caller(address, "hostile-visitor")


@pytest.fixture(scope="module")
def obama(caller, sample_path):
    """Upload a sample."""
    return lambda name="obama": caller.upload(f"{name}.jpg", sample_path(name).read_bytes())


@pytest.fixture(scope="module", autouse=True)
def the_server_still_answers(caller, obama):
    """After each table: the gallery of its visitor is that of a new one, and a verification answers."""
    before = caller.call("gallery")[1][0]
    yield
    assert caller.call("gallery")[1][0] == before
    kind, data = caller.call("verify", obama(), obama("obama2"), 1.1, "centre", 0, 0, "facenet-128", "distance")
    assert (kind, data[0]["same"]) == ("complete", True)


@pytest.fixture(scope="module")
def photo(obama):
    return obama()
