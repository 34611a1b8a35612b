"""The rebuilt networks give what onnxruntime gives for the original files, and take pictures of any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from support.places import STYLES

from facestyle import images
from facestyle.style.instant.loading import painter, plain_painter, predictor

#: Of benchmarks/instant_reference.py: onnxruntime's answers for the original files, computed in float.
REFERENCE = np.load(Path(__file__).with_name("reference.npz"))
EVERY = 16


def square(picture, side: int) -> torch.Tensor:
    pixels = np.asarray(picture.image().resize((side, side)), np.float32) / 255.0
    return torch.from_numpy(pixels).permute(2, 0, 1)[None]


@pytest.fixture(scope="module")
def plain():
    return plain_painter()


def paint(network, pixels: torch.Tensor, numbers) -> torch.Tensor:
    with torch.inference_mode():
        return network(pixels, torch.as_tensor(np.asarray(numbers)))


def test_a_painting_is_read_as_the_same_numbers():
    with torch.inference_mode():
        found = predictor()(square(images.load(STYLES / "mosaic.jpg"), 256).to(next(predictor().parameters()).device))
    assert np.abs(found.cpu().numpy() - REFERENCE["numbers"]).max() < 1e-4


@pytest.mark.parametrize("name", ["china", "chelsea"])
def test_the_painter_gives_the_same_pictures(plain, sample, name):
    made = paint(plain, square(sample(name), 384), REFERENCE["numbers"])[0].permute(1, 2, 0).numpy()
    assert np.abs(made[::EVERY, ::EVERY] - REFERENCE[name]).max() < 1e-3


def test_the_fastest_form_paints_the_same_to_the_eye(measured_formats, plain, sample):
    pixels = square(sample("china"), 128)
    fast = paint(painter(), pixels.to(next(painter().parameters()).device), REFERENCE["numbers"]).cpu()
    assert (fast - paint(plain, pixels, REFERENCE["numbers"])).abs().mean() < 0.01


@pytest.mark.parametrize("height", [64, 65, 66, 67])
@pytest.mark.parametrize("width", [96, 97])
def test_any_size_keeps_its_shape(plain, sample, height, width):
    pixels = torch.nn.functional.interpolate(square(sample("china"), 128), (height, width), mode="bilinear")
    made = paint(plain, pixels, REFERENCE["numbers"])
    assert made.shape == (1, 3, height, width)
    assert 0 <= made.min() < made.max() <= 1


def test_a_side_that_is_no_multiple_of_four_changes_little(plain, sample):
    """The mirrored margin is small: but for the border, G is nearly that of the picture cut to a multiple of four."""
    pixels = square(sample("chelsea"), 131)
    whole = paint(plain, pixels, REFERENCE["numbers"])
    cut = paint(plain, pixels[:, :, :128, :128], REFERENCE["numbers"])
    assert (whole[:, :, 8:112, 8:112] - cut[:, :, 8:112, 8:112]).abs().mean() < 0.02


def test_a_batch_paints_each_picture_as_it_is_painted_alone(plain, sample):
    pixels = torch.cat([square(sample(name), 64) for name in ("china", "chelsea")])
    numbers = np.concatenate([REFERENCE["numbers"], 0.5 * REFERENCE["numbers"]])
    together = paint(plain, pixels, numbers)
    alone = torch.cat([paint(plain, one[None], own[None]) for one, own in zip(pixels, numbers, strict=True)])
    assert (together - alone).abs().max() < 1e-4
