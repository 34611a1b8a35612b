"""The filter on a heartbeat that answers to a finger."""

from __future__ import annotations

import re

import numpy as np
import pytest

from facestyle.ui.signals import opening, taps


def test_each_output_is_the_sum_of_the_products_that_stand_beside_it():
    told = re.findall(r">Output \d+ = ([^<]*) = (−?[\d.]+)</span>", taps.picture(opening.recording()))
    assert len(told) == taps.SAMPLES - len(taps.TAPS) + 1
    for products, value in told:
        terms = [
            np.prod([float(one.strip("()").replace("−", "-")) for one in term.split("·")])
            for term in products.split(" + ")
        ]
        assert len(terms) == len(taps.TAPS)
        assert sum(terms) == pytest.approx(float(value.replace("−", "-")), abs=0.04)  # both are rounded


def test_a_heartbeat_is_in_the_middle_and_the_strongest_output_is_chosen():
    samples = taps._samples(opening.recording())
    assert abs(int(samples.argmax()) - taps.SAMPLES // 2) <= 1
    assert samples.max() > 1.0  # millivolts of an R wave
    drawn = taps.picture(opening.recording())
    [chosen] = set(re.findall(r'data-of="(\d+)" data-chosen', drawn))
    values = [float(one.replace("−", "-")) for one in re.findall(r"= (−?[\d.]+)</span>", drawn)]
    assert int(np.abs(values).argmax()) == int(chosen)
