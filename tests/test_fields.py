"""Checks of numbers and choices, and the device."""

from __future__ import annotations

import math
import pickle

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
