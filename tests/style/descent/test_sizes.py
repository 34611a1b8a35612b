"""How G grows: which sizes, how many steps at each, and what is carried over."""

from __future__ import annotations

from itertools import groupby, pairwise

import numpy as np
import pytest
from support import places

from facestyle import images
from facestyle.style.descent import sizes
from facestyle.style.descent.descent import Descent
from facestyle.style.transfer import StyleOptions, stylize


def blank(width: int, height: int) -> images.Picture:
    return images.Picture(f"{width}x{height}", np.zeros((height, width, 3), np.uint8), width, height, "made")


SQUARE = blank(300, 300)
STROKES = places.STYLES / "swirling-strokes.jpg"


@pytest.fixture
def style():
    return images.load(STROKES)


def rungs(content: images.Picture = SQUARE, style: images.Picture = SQUARE, **changes) -> list[tuple[int, int]]:
    """Each size and how many G there are of it."""
    long_sides = sizes.sizes(content, [style], StyleOptions(**changes))
    return [(size, len(list(same))) for size, same in groupby(long_sides)]


@pytest.mark.parametrize(
    ("size", "steps", "expected"),
    [
        (256, 150, [(256, 151)]),
        (300, 150, [(300, 151)]),
        (384, 100, [(256, 50), (384, 51)]),
        (512, 10, [(256, 5), (512, 6)]),
        (512, 1000, [(256, sizes.MOST), (512, 1001 - sizes.MOST)]),
        (1024, 152, [(256, 76), (512, 38), (1024, 39)]),
        (768, 100, [(256, 50), (443, 25), (768, 26)]),
        (1024, 1, [(1024, 2)]),
    ],
)
def test_g_begins_at_256_px_and_is_at_most_doubled_each_time(size, steps, expected):
    assert rungs(size=size, steps=steps) == expected


@pytest.mark.parametrize("size", range(64, 2049, 16))
def test_whatever_the_size_there_is_one_more_g_than_steps_and_the_last_is_full_sized(size):
    steps = min(150, int(150 * (1024 / size) ** 2) or 1)
    found = rungs(size=size, steps=steps)
    assert sum(count for _, count in found) == steps + 1
    assert found[-1][0] == size
    assert all(small < large for (small, _), (large, _) in pairwise(found))
    if steps > 30:
        assert all(large <= 2.01 * small for (small, _), (large, _) in pairwise(found))


def test_a_start_from_c_is_at_full_size_and_so_is_what_would_be_too_thin_when_small():
    assert rungs(size=512, steps=10, init="content") == [(512, 11)]
    banner = blank(1000, 120)
    assert rungs(banner, size=512, steps=10) == [(512, 11)]
    assert rungs(SQUARE, banner, size=512, steps=10) == [(512, 11)]
    assert rungs(banner, size=1024, steps=10) == [(512, 5), (1024, 6)]
    assert rungs(SQUARE, blank(1000, 200), size=512, steps=10, style_scale=0.5) == [(512, 11)]


def test_what_is_carried_over_is_the_best_g_so_far_enlarged(sample, style):
    content, options = sample("china"), StyleOptions(size=128)
    small, large = (Descent(content, [style], options, size) for size in (64, 128))
    for _ in range(6):
        small.costs()
        small.advance()
    small.costs()
    before = small.finish() and small.picture()
    large.go_on_from(small)
    after = large.picture()
    assert after.shape[:2] == (85, 128)
    shrunk = images.Image.fromarray(after).resize(before.shape[1::-1], images.Image.Resampling.BOX)
    assert np.abs(np.asarray(shrunk, float) - before).mean() < 6


def test_a_g_that_grows_is_shown_before_it_does_and_every_j_but_the_first_of_a_size_falls(sample, style, monkeypatch):
    monkeypatch.setattr(sizes, "FIRST", 64)
    found = list(stylize(sample("china"), style, StyleOptions(size=128, steps=24)))
    assert found[11].picture.shape[1] == 64
    assert found[-1].picture.shape[1] == 128
    assert found[11].total_cost < found[0].total_cost
    assert found[-1].total_cost < found[12].total_cost


def test_faces_wait_for_the_style_also_where_g_does_not_grow():
    assert sizes.descents([256] * 5, faces=False) == [0] * 5
    assert sizes.descents([256] * 5, faces=True) == [0, 0, 1, 1, 1]
    assert sizes.descents([256, 256, 512], faces=True) == [0, 0, 1]
    assert sizes.descents([256] * 2, faces=True) == [0, 1]
