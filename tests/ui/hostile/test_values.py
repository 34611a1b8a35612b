"""Numbers that are none, in every option that takes one: refused by name before anything is computed."""

from __future__ import annotations

import pytest

BAD = [float("nan"), float("inf"), float("-inf"), 1e308, -1e9, "many", [1], {"a": 1}, "9" * 400]
#: Events with their arguments; an argument under attack is named.
EVENTS = {
    "instant": (["photo", "photo", None, None, ("share", 0.5), "no", ("strength", 0.75), ("size", 64), False]),
    "still_you": (["photo", "good-likeness", ("steps", 60), ["mosaic"]]),
    "tool_instant": (["photo", "photo", ("strength", 1.0)]),
    "tool_stylize": (["photo", "photo", ("steps", 2), ("size", 64)]),
    "shapes": (
        [
            1,
            ("side", 14),
            ("size", 5),
            ("filters", 16),
            ("channels", 1),
            ("stride", 1),
            ("padding", 0),
            ("filters_2", 32),
        ]
    ),
    "learn_beats": ([("epochs", 12), ("noise", 0.2), ("seed", 0)]),
    "filter_volume": ([None, "edge", ("sigma", 1.2), ("noise", 0.0)]),
    "synthesise": ([0, ("steps", 40), ("seed", 0)]),
    "train": (["samples", None, "triplet", ("margin", 0.2), "20px", "hard", ("steps", 150), ("seed", 0)]),
    "slide_filter": (
        [
            None,
            "qrs",
            "1",
            ("heart_rate", 70.0),
            ("noise", 0.03),
            ("ectopic", 0.15),
            ("seed", 0),
            ("width_ms", 60.0),
            250.0,
            0,
            ("samples_per_step", 40),
            0.0,
            20.0,
            "auto",
        ]
    ),
    "film": (
        [
            "photo",
            "photo",
            ("strength", 1.0),
            ("size", 64),
            ("steadiness", 0.8),
            "no",
            ("rate", 30.0),
            ("start", 0.0),
            ("end", 1.0),
        ]
    ),
}
CASES = [(event, at) for event, values in EVENTS.items() for at, one in enumerate(values) if isinstance(one, tuple)]


@pytest.mark.parametrize(("event", "at"), CASES, ids=[f"{event}-{EVENTS[event][at][0]}" for event, at in CASES])
def test_a_number_that_is_none(caller, photo, event, at):
    for bad in BAD:
        values = [photo if one == "photo" else one[1] if isinstance(one, tuple) else one for one in EVENTS[event]]
        values[at] = bad
        said = caller.problem(event, *values)
        assert "NoneType" not in said
        assert len(said) < 700


@pytest.mark.parametrize("name", ["rate", "column", "start", "end"])
def test_a_number_that_is_none_beside_a_recording(caller, name):
    table = caller.upload("a.csv", "\n".join(f"{number % 9}.5" for number in range(600)).encode())
    for bad in BAD:
        read = {"rate": 250.0, "column": 0, "start": 0.0, "end": 2.0, name: bad}
        said = caller.problem(
            "slide_filter",
            [table],
            "qrs",
            "1",
            70.0,
            0.0,
            0.0,
            0,
            60.0,
            read["rate"],
            read["column"],
            40,
            read["start"],
            read["end"],
            "auto",
        )
        assert "Traceback" not in said


@pytest.mark.parametrize("taps", ["nan", "inf,1", "1e400", "x", "1 " * 100_000, "", "\0", "[1]"])
def test_taps_that_are_none(caller, taps):
    caller.problem("slide_filter", None, "taps", taps, 70.0, 0.0, 0.0, 0, 60.0, 250.0, 0, 40, 0.0, 20.0, "auto")
