"""Where each style goes: guided Gram matrices against loops, C kept outside, and masks that are none."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from support.places import STYLES

from facestyle import images
from facestyle.errors import OptionError
from facestyle.style.costs import losses, regions
from facestyle.style.descent.start import resized_pixels
from facestyle.style.transfer import StyleOptions, stylize

SHORT = StyleOptions(size=96, steps=20, beta=30.0)


@pytest.fixture(scope="module")
def pictures(sample):
    return [sample("china"), images.load(STYLES / "woodblock-waves.jpg")]


def left_half() -> np.ndarray:
    mask = np.zeros((60, 80), dtype=np.float32)
    mask[:, :40] = 1
    return mask


def test_a_guided_gram_matrix_is_the_sum_under_the_mask():
    generator = torch.Generator().manual_seed(0)
    a, mask = torch.rand(5, 6, 8, generator=generator), torch.rand(1, 1, 6, 8, generator=generator)
    found = losses.gram_per_position(a * regions.guide(mask, (6, 8)))
    t = mask[0, 0].numpy().astype(float)
    expected = np.zeros((5, 5))
    for row in range(6):
        for column in range(8):
            at = a[:, row, column].numpy().astype(float)
            expected += t[row, column] ** 2 * np.outer(at, at)
    assert found.numpy() == pytest.approx(expected / (t**2).sum(), rel=1e-4)


def test_a_mask_of_everything_is_no_mask():
    a = torch.rand(5, 6, 8, generator=torch.Generator().manual_seed(1))
    assert torch.allclose(a * regions.guide(torch.ones(1, 1, 60, 80), (6, 8)), a)


def test_outside_the_region_g_is_c_and_inside_it_is_painted(pictures):
    content, style = pictures
    *_, last = stylize(content, style, SHORT, [left_half()])
    kept = (resized_pixels(content, SHORT.size)[0].permute(1, 2, 0).numpy() * 255).round()
    difference = np.abs(last.picture - kept)
    width = kept.shape[1]
    assert difference[:, width // 2 + 4 :].max() <= 1
    assert difference[:, : width // 2 - 4].mean() > 15
    *_, whole = stylize(content, style, SHORT)
    assert np.abs(whole.picture - kept)[:, width // 2 + 4 :].mean() > 15


def test_each_region_takes_its_own_style(pictures):
    """Red left and blue right: the second style takes what the first one leaves."""
    content, _ = pictures
    rng = np.random.default_rng(0)
    red, blue = (rng.integers(100, 156, (128, 128, 3)).astype(np.uint8) for _ in range(2))
    red[..., 0], red[..., 2] = rng.integers(180, 256, (128, 128)), 20
    blue[..., 2], blue[..., 0] = rng.integers(180, 256, (128, 128)), 20
    styles = [images.load(_png(one)) for one in (red, blue)]
    *_, last = stylize(content, styles, StyleOptions(size=96, steps=30, alpha=0.0, beta=30.0), [left_half()])
    half = last.picture.shape[1] // 2
    left, right = last.picture[:, : half - 4].mean((0, 1)), last.picture[:, half + 4 :].mean((0, 1))
    assert left[0] > left[2] + 40
    assert right[2] > right[0] + 40


def _png(pixels: np.ndarray) -> bytes:
    import io

    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("given", "styles", "said"),
    [
        ([np.zeros((5, 5))], 1, "Region 1 is empty"),
        ([np.full((5, 5), np.nan)], 1, "outside 0 to 1"),
        ([np.full((5, 5), 255)], 1, "divide 8-bit"),
        ([np.ones((5, 5, 3))], 1, "not a mask"),
        ([np.ones((0, 5))], 1, "not a mask"),
        ([np.array([["a"]])], 1, "not a mask"),
        ([np.ones((5, 5))], 2, "leave nothing for the last"),
        ([np.ones((5, 5))] * 3, 2, "3 regions were given for 2"),
        ([left_half(), left_half()[:9]], 3, "differ in size"),
    ],
)
def test_masks_that_are_none_are_refused_before_any_work(pictures, given, styles, said):
    content, style = pictures
    with pytest.raises(OptionError, match=said):
        next(stylize(content, [style] * styles, SHORT, given))
