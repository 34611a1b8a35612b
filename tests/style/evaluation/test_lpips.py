"""LPIPS gives the numbers of its published implementation, and those of the formula written out.

The numbers were made with lpips 0.1.4, `LPIPS(net="vgg", version="0.1")`, its own heads, its network holding the
convolutions of our `vgg16`: float32 on a CPU, pixels x / 127.5 - 1.
"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from facestyle.style.evaluation.lpips import TAPS, lpips, of_activations
from facestyle.weights.cache import tensors


def waves(height: int, width: int, phase: float) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    channels = (np.sin(x / 7 + phase) + np.cos(y / 11), np.sin((x + y) / 13 - phase), np.cos(x * y / 997 + 2 * phase))
    return np.round(127.5 + 60 * np.stack(channels, -1)).clip(0, 255).astype(np.uint8)


def tensor(picture: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(picture.copy()).permute(2, 0, 1)[None].float() / 255


GREY = np.full((64, 64, 3), 128, np.uint8)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (waves(96, 128, 0), waves(96, 128, 1), 0.44387737),
        (waves(96, 128, 1), waves(96, 128, 0), 0.44387737),
        (waves(96, 128, 0), waves(96, 128, 0.1), 0.01336123),
        (waves(64, 64, 0), GREY, 0.89124763),
    ],
)
def test_the_published_implementation_gives_the_same_number(one, other, expected):
    assert lpips(tensor(one), tensor(other)) == pytest.approx(expected, abs=2e-5)


def test_so_it_does_for_photographs(sample):
    cat, coffee = (np.asarray(sample(name).image().resize((160, 160))) for name in ("chelsea", "coffee"))
    blurred = np.asarray(Image.fromarray(cat).resize((20, 20)).resize((160, 160)))
    assert lpips(tensor(cat), tensor(coffee)) == pytest.approx(0.71397, abs=1e-3)
    assert lpips(tensor(cat), tensor(cat[:, ::-1])) == pytest.approx(0.52773, abs=1e-3)
    assert lpips(tensor(cat), tensor(blurred)) == pytest.approx(0.52730, abs=1e-3)


def test_a_picture_is_at_no_distance_from_itself():
    assert lpips(tensor(waves(64, 80, 2)), tensor(waves(64, 80, 2))) == 0


def test_the_formula_written_out_position_by_position_gives_the_same():
    rng = np.random.default_rng(0)
    state = tensors("vgg16")
    found = []
    for _ in range(2):
        found.append({})
        for number, tap in enumerate(TAPS):
            channels = state[f"lpips.{number}.weight"].shape[1]
            found[-1][tap] = torch.from_numpy(rng.random((1, channels, 2, 3), dtype=np.float32))
    expected = 0.0
    for number, tap in enumerate(TAPS):
        head = state[f"lpips.{number}.weight"].numpy().ravel().astype(np.float64)
        at = []
        for row in range(2):
            for column in range(3):
                a, b = (one[tap][0, :, row, column].numpy().astype(np.float64) for one in found)
                difference = a / (np.sqrt((a**2).sum()) + 1e-10) - b / (np.sqrt((b**2).sum()) + 1e-10)
                at.append((head * difference**2).sum())
        expected += np.mean(at)
    assert of_activations(*found) == pytest.approx(expected, rel=1e-5)


def test_the_heads_count_nothing_negatively():
    for number in range(len(TAPS)):
        assert float(tensors("vgg16")[f"lpips.{number}.weight"].min()) >= 0
