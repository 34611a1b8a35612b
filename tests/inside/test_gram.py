"""The Gram matrix of a few channels, as the tab Style shows it: what is shipped is what the network gives."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from support.places import STYLES

from facestyle import images
from facestyle.errors import OptionError
from facestyle.inside.gram import gram_of_few
from facestyle.ui.shared import opening
from facestyle.ui.style import gram, words


@pytest.fixture(scope="module")
def told():
    return opening.kept("gram")


@pytest.fixture(scope="module")
def few(told):
    return gram_of_few(images.load(STYLES / f"{told['style']}.jpg"))


def test_each_cell_is_the_sum_of_the_products_of_two_maps(few):
    naive = [[(one * other).sum() for other in few.maps] for one in few.maps]
    assert few.gram == pytest.approx(np.array(naive), rel=1e-3)
    assert len(set(few.channels)) == 8


def test_what_is_shipped_is_what_the_network_gives_today(few, told):
    assert tuple(told["channels"]) == few.channels
    assert np.array(told["gram"]) == pytest.approx(few.gram, rel=0.01)
    with Image.open(opening.FOLDER / "gram.webp") as tiles:
        high, wide = told["places"]
        assert tiles.size == (8 * wide, 9 * high)
        grey = np.asarray(tiles.convert("L")).astype(float)
    first, others = grey[:high], grey[high:]
    for number, one in enumerate(few.maps):
        assert np.corrcoef(first[:, number * wide : (number + 1) * wide].ravel(), np.sqrt(one).ravel())[0, 1] > 0.9
    product = np.sqrt(few.maps[2] * few.maps[5])
    assert np.corrcoef(others[2 * high : 3 * high, 5 * wide : 6 * wide].ravel(), product.ravel())[0, 1] > 0.85


def test_the_figure_has_a_target_tiles_and_a_sentence_for_each_cell(told):
    shown = gram.picture()
    assert shown.count("data-at=") == shown.count('class="fs-gram-tiles"') == 64
    one, other = told["channels"][0], told["channels"][7]
    cell = words.GRAM_CELL.format(one=one, other=other, high=56, wide=56, value=told["gram"][0][7])
    assert cell in shown


def test_an_unknown_layer_is_refused(sample):
    with pytest.raises(OptionError, match="relu9_9"):
        gram_of_few(sample("coffee"), "relu9_9")
