"""What has not changed stays, what moves leaves no ghost, and a camera that pans is followed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from support import films

from facestyle.style.film.smoothing import Steady, camera_shift, shifted


def anew(pixels: np.ndarray, number: int) -> np.ndarray:
    """A painter that paints the same picture differently each time."""
    grain = np.random.default_rng(number).normal(0, 12, pixels.shape)
    return (pixels.astype(float) + grain).round().clip(0, 255).astype(np.uint8)


def painted(pictures: list[np.ndarray], steadiness: float) -> list[np.ndarray]:
    steady, results = Steady(steadiness), []
    for number, picture in enumerate(pictures):
        aligned = steady.before(picture)
        results.append(steady.after(anew(aligned.pixels, number), aligned))
    return results


def change(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(float) - other).mean())


def flicker(results: list[np.ndarray]) -> float:
    return float(np.mean([change(*pair) for pair in pairwise(results[2:])]))


def channels(pixels: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1).float()


def test_where_nothing_but_noise_changes_results_hardly_change():
    pictures = films.noisy(films.textured(12))
    assert flicker(painted(pictures, 0.8)) < 0.25 * flicker(painted(pictures, 0.0))


def test_without_steadiness_each_picture_is_painted_by_itself():
    pictures = films.noisy(films.textured(4))
    for number, result in enumerate(painted(pictures, 0.0)):
        assert np.array_equal(result, anew(pictures[number], number))


def test_what_moves_leaves_no_ghost_and_what_does_not_stays():
    pictures = [one.copy() for one in films.textured(10)]
    for number, picture in enumerate(pictures):
        picture[16:48, 4 + 6 * number : 24 + 6 * number] = (250, 30, 220)
    steady = Steady(0.9)
    aligned = [steady.before(one) for one in pictures]
    for number in range(1, 10):
        weights = aligned[number].weights[0].numpy()
        left = 4 + 6 * number
        assert weights[20:44, left - 6 : left].max() < 0.05, "where it was"
        assert weights[20:44, left + 14 : left + 20].max() < 0.05, "where it has come"
        assert weights[:, 86:].min() > 0.85, "where it is not"
        assert change(aligned[number].pixels, pictures[number]) < 0.5


def test_another_scene_begins_at_once():
    first, second = films.textured(3), films.textured(3, seed=5)
    steady = Steady(0.9)
    for picture in first:
        steady.after(picture, steady.before(picture))
    aligned = steady.before(255 - second[0] // 2)
    assert aligned.weights is None
    assert np.array_equal(aligned.pixels, 255 - second[0] // 2)
    assert np.array_equal(steady.after(second[0], aligned), second[0])
    assert steady.before(255 - second[1] // 2).weights is not None


@pytest.mark.parametrize("step", [0.6, 1.5, 3.0])
def test_a_pan_is_followed_by_parts_of_pixels(step):
    pictures = films.noisy(films.textured(2, 192, 128, step=step))
    right, down = camera_shift(channels(pictures[0]), channels(pictures[1]))
    assert right == pytest.approx(-step, abs=0.25)
    assert down == pytest.approx(0, abs=0.15)


def test_results_move_with_the_camera_instead_of_flickering():
    step = 1.5
    pictures = films.noisy(films.textured(14, 192, 128, step=step))

    def along(results: list[np.ndarray]) -> float:
        moved = [shifted(channels(one), (-step, 0.0)).permute(1, 2, 0).numpy() for one in results[:-1]]
        pairs = zip(moved, results[1:], strict=True)
        return float(np.mean([change(one[:, 8:-8], two[:, 8:-8]) for one, two in pairs]))

    assert along(painted(pictures, 0.8)[3:]) < 0.5 * along(painted(pictures, 0.0)[3:])


def test_a_shift_by_whole_pixels_moves_them_unchanged():
    picture = channels(films.textured(1)[0])
    moved = shifted(picture, (3.0, -2.0))
    assert torch.allclose(moved[:, :-2, 3:], picture[:, 2:, :-3], atol=1e-2)


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_film_of_one_colour_is_no_problem(grey):
    steady = Steady(0.8)
    for picture in [np.full((32, 48, 3), grey, np.uint8)] * 4:
        aligned = steady.before(picture)
        assert np.array_equal(steady.after(picture, aligned), picture)
