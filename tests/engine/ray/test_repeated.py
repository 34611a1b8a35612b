"""Runs whose process is lost: what comes out the same begins again, and nobody sees a step twice."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from facestyle.engine.ray import streams
from facestyle.engine.ray.streams import Lost, repeated
from facestyle.errors import ComputeError


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Begin again without a wait."""
    monkeypatch.setattr(streams, "BREATH", 0.0)


def place(step: int) -> tuple[int, bool]:
    return step, step == 5


def breaking_at(steps: list[int | None]) -> Iterator[Generator[int, None, None]]:
    """Runs of steps 0 to 5: each is lost at its step, or ends early, without a word, where that is negative."""
    for broken in steps:

        def run(broken: int | None = broken) -> Generator[int, None, None]:
            for step in range(6):
                if broken is not None and step == abs(broken):
                    if broken < 0:
                        return
                    raise Lost
                yield step

        yield run()


@pytest.mark.parametrize("broken", [[None], [3, None], [0, 5, None], [-4, None], [4, 2, None]])
def test_each_step_is_seen_once_whatever_is_lost(broken):
    runs = breaking_at(broken)
    assert list(repeated(lambda: next(runs), place)) == list(range(6))


def test_a_run_that_is_lost_each_time_ends_with_a_sentence():
    runs, seen = breaking_at([1, 3, 2, 4]), []
    with pytest.raises(ComputeError, match="were lost, one after the other"):
        seen.extend(repeated(lambda: next(runs), place))


def test_the_last_step_of_a_run_that_was_stopped_is_seen_though_its_number_was():
    """A training that is to stop yields its step again, as the last, with its model."""
    steps = [(1, False), (2, False), (2, True)]
    assert list(repeated(lambda: (one for one in steps), lambda step: step)) == steps


def test_who_closes_it_closes_the_run():
    closed = []

    def run() -> Generator[int, None, None]:
        try:
            yield from range(6)
        finally:
            closed.append(True)

    taken = repeated(run, place)
    assert next(taken) == 0
    taken.close()
    assert closed == [True]
