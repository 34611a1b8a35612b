"""Checks of numbers and choices, and the device."""

from __future__ import annotations

import dataclasses
import importlib
import math
import pickle
from typing import Literal

import pytest
import torch

from facestyle import fields
from facestyle.compute import device
from facestyle.errors import OptionError
from facestyle.locked import Locked


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None, True, "1", 1j, [], 10**400, -0.1, 4.1])
def test_a_number_is_finite_and_in_range_or_refused_by_name(value):
    with pytest.raises(OptionError, match=r"^tau is .*; give a number from 0 to 4\.$"):
        fields.number("tau", value, 0, 4)


def test_a_number_comes_back_as_a_float():
    assert fields.number("tau", 0, 0, 4) == 0.0
    assert isinstance(fields.number("tau", 4, 0, 4), float)


@pytest.mark.parametrize("value", [2.7, math.nan, False, "3", None, 11, -1, 10**400])
def test_a_whole_number_is_whole(value):
    with pytest.raises(OptionError, match="whole number from 0 to 10"):
        fields.whole("steps", value, 0, 10)
    assert fields.whole("steps", 3.0, 0, 10) == 3


@pytest.mark.parametrize("value", ["c", "", None, 1, ["a"], "a" * 10_000])
def test_a_choice_is_one_of_the_choices(value):
    with pytest.raises(OptionError, match="choose one of a, b") as told:
        fields.choice("init", value, ("a", "b"))
    assert len(str(told.value)) < 120


Tone = Literal["warm", "cold"]


@dataclasses.dataclass(frozen=True)
class Paint:
    """Options of every kind."""

    size: int = fields.option(3, 1, 9, help="How large.")
    weight: float = fields.option(0.5, 0.0, 1.0, help="How much.")
    tone: Tone = fields.option("warm", help="Which tone. Warm is red.")
    brush: str = fields.option("flat", choices=("flat", "round"), help="Which brush.", called="the brush")
    varnish: bool = fields.option(True, help="Whether it shines.")
    limit: float | None = fields.option(None, 0.0, 4.0, help="At most; none where not given.")
    layers: tuple[float, ...] = fields.option((0.2, 0.8), 0.0, 1.0, help="Of each layer.", called="layer")
    colours: tuple[str, ...] = fields.option(("red",), choices=("red", "blue"), help="Some.", called="colour")
    title: str = ""

    def __post_init__(self) -> None:
        fields.check(self)


def test_an_option_is_read_off_its_field():
    known = fields.declared(Paint)
    assert list(known) == ["size", "weight", "tone", "brush", "varnish", "limit", "layers", "colours"]
    assert fields.limits(Paint, "size") == (1, 9)
    assert fields.limits(Paint, "weight") == (0.0, 1.0)
    assert known["tone"].choices == ("warm", "cold")
    assert [known[name].kind for name in ("size", "weight", "tone", "varnish", "layers")] == [
        int,
        float,
        str,
        bool,
        float,
    ]
    assert known["limit"].optional
    assert [name for name, one in known.items() if one.several] == ["layers", "colours"]
    assert known["size"].told == "How large, 1 to 9."
    assert known["tone"].told == "Which tone: warm or cold. Warm is red."
    assert known["varnish"].told == "Whether it shines."


def test_values_are_kept_as_their_annotation_has_them():
    made = Paint(size=4.0, weight=1, layers=[1, 0], colours=["blue", "red"], limit=2)
    assert (made.size, made.weight, made.layers, made.colours, made.limit) == (4, 1.0, (1.0, 0.0), ("blue", "red"), 2.0)
    assert [type(value) for value in (made.size, made.weight, made.layers[0], made.limit)] == [int, float, float, float]
    assert Paint().limit is None


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({"size": 2.5}, "size is 2.5; give a whole number from 1 to 9."),
        ({"size": True}, "size is True; give a whole number from 1 to 9."),
        ({"size": None}, "size is missing; give a whole number from 1 to 9."),
        ({"weight": math.nan}, "weight is nan; give a number from 0 to 1."),
        ({"weight": "1"}, "weight is '1'; give a number from 0 to 1."),
        ({"tone": "blue"}, "tone is 'blue'; choose one of warm, cold."),
        ({"tone": ["warm"]}, "tone is ['warm']; choose one of warm, cold."),
        ({"brush": "fan"}, "the brush is 'fan'; choose one of flat, round."),
        ({"varnish": "yes"}, "varnish is 'yes'; give true or false."),
        ({"varnish": None}, "varnish is missing; give true or false."),
        ({"limit": 5}, "limit is 5; give a number from 0 to 4."),
        ({"layers": 3}, "layers has to be a list of numbers."),
        ({"layers": (0.2, math.inf)}, "layer is inf; give a number from 0 to 1."),
        ({"colours": "red"}, "colours has to be a list of some of red, blue."),
        ({"colours": ("green",)}, "colour is 'green'; choose one of red, blue."),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(bad, says):
    with pytest.raises(OptionError) as told:
        Paint(**bad)
    assert told.value.message == says


OPTIONS = [
    ("style.options", "StyleOptions"), ("style.evaluation.options", "EvaluationOptions"),
    ("faces.options", "VerifyOptions"), ("faces.siamese.options", "TrainOptions"), ("inside.options", "UnitsOptions"),
    ("inside.visualise", "VisualiseOptions"), ("signals.ecg", "EcgOptions"), ("signals.filters", "SlideOptions"),
    ("signals.beats", "BeatsOptions"), ("signals.volume", "VolumeOptions"), ("signals.texture", "TextureOptions"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name"), OPTIONS)
def test_every_option_of_the_house_is_told_checked_and_good_by_default(module, name):
    options = getattr(importlib.import_module(f"facestyle.{module}"), name)
    defaults = options()
    for one in fields.declared(options).values():
        assert one.help.endswith("."), one.name
        assert one.checked(getattr(defaults, one.name)) == getattr(defaults, one.name)
        if one.low is not None and not one.several:
            for beyond in (one.low - 1, one.high + 1, math.nan, True, "1"):
                with pytest.raises(OptionError):
                    dataclasses.replace(defaults, **{one.name: beyond})
        elif one.choices and not one.several:
            for unknown in ("none of these", None, 1):
                with pytest.raises(OptionError):
                    dataclasses.replace(defaults, **{one.name: unknown})


@pytest.fixture
def fresh_device():
    device.device.cache_clear()
    yield
    device.device.cache_clear()


def test_the_device_can_be_chosen_and_nothing_falls_back_in_silence(monkeypatch, fresh_device):
    monkeypatch.setenv("FACESTYLE_DEVICE", "cpu")
    assert device.device() == torch.device("cpu")
    for nonsense in ("cuda:99", "toaster"):
        device.device.cache_clear()
        monkeypatch.setenv("FACESTYLE_DEVICE", nonsense)
        with pytest.raises(OptionError, match=f"FACESTYLE_DEVICE={nonsense}"):
            device.device()


def test_an_accelerator_is_taken_where_there_is_one(monkeypatch, fresh_device):
    monkeypatch.delenv("FACESTYLE_DEVICE", raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device.device().type == "cuda"
    device.device.cache_clear()
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert device.device().type == "mps"


class _Counter(Locked):
    def __init__(self) -> None:
        super().__init__()
        self.values = [1]


def test_what_is_locked_is_pickled_with_a_lock_of_its_own():
    counter = _Counter()
    with counter._lock:
        twin = pickle.loads(pickle.dumps(counter))
    assert twin.values == [1]
    assert twin._lock is not counter._lock
    twin.values.append(2)
    assert counter.values == [1]
