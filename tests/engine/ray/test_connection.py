"""The way to a cluster, as far as it needs none."""

from __future__ import annotations

import pytest

from facestyle.engine.ray import connection

CRASHED = "Initialization failure from server: RuntimeError: Starting Ray client server failed. See its log."


class Ray:
    """Joins after so many crashes of the server for this client."""

    def __init__(self, *crashes: str) -> None:
        self.crashes, self.joined = list(crashes), 0

    def init(self, **_: object) -> None:
        if self.crashes:
            raise ConnectionAbortedError(self.crashes.pop(0))
        self.joined += 1

    def shutdown(self) -> None:
        pass


def test_a_server_that_crashes_as_it_starts_is_asked_again():
    ray = Ray(CRASHED, CRASHED)
    connection._connect(ray, "ray://HOST:10001")
    assert ray.joined == 1


@pytest.mark.parametrize("crashes", [(CRASHED,) * 3, ("refused",)])
def test_what_does_not_pass_is_told(crashes):
    ray = Ray(*crashes)
    with pytest.raises(ConnectionError, match=crashes[-1][:7]):
        connection._connect(ray, "ray://HOST:10001")
    assert not ray.joined
    assert not ray.crashes
