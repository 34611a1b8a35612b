"""J of a G that was not made by descent is the J that a descent tells of the same picture."""

from __future__ import annotations

import numpy as np
import pytest
from support.places import STYLES

from facestyle import images
from facestyle.errors import OptionError
from facestyle.style.descent.costs_of import costs_of
from facestyle.style.options import StyleOptions
from facestyle.style.transfer import stylize

OPTIONS = StyleOptions(size=96, steps=3)


@pytest.fixture(scope="module")
def content(sample):
    return sample("china")


@pytest.fixture(scope="module")
def style():
    return images.load(STYLES / "mosaic.jpg")


@pytest.mark.parametrize("masked", [False, True])
def test_it_is_that_of_the_last_step(content, style, masked):
    mask = np.zeros((40, 60))
    mask[:, :30] = 1
    masks = [mask] if masked else []
    *_, last = stylize(content, style, OPTIONS, masks)
    found = costs_of(last.picture, content, [style], OPTIONS, masks)
    # At the soft edge of a region the picture is laid over C once more.
    near = 0.05 if masked else 1e-4
    assert found.total == pytest.approx(last.total_cost, rel=near)
    assert found.styles == pytest.approx(last.style_costs, rel=near)


def test_a_picture_of_another_shape_is_refused(content, style):
    with pytest.raises(OptionError, match="go on from"):
        costs_of(np.zeros((96, 96, 3), np.uint8), content, [style], OPTIONS)
