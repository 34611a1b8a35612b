"""Flicker fought: where a film's picture has not changed, most of the previous result stays.

A painter that sees each picture by itself paints a wall anew each time: it makes much of the sensor's noise and of
what compression changes. So the input is cleared of both first, and the result is mixed with the previous one, by the
same weights: high where the input has not changed since it was mixed in, and 0 where it has. What moves is thus never
mixed with what was there before, and leaves no ghost.

A camera that pans or shakes moves everything. Its shift is found by phase correlation (Kuglin and Hines 1975), and
what came before is shifted along. benchmarks/film.py measures both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional as F

#: A change of the input by so many of 255 grey values, in the mean of some pixels, lowers a weight to 1/e.
_CHANGE = 8.0
#: A shift shorter than this, in pixels, is none.
_STILL = 0.05
#: Shifts are searched in pictures of at most this long side.
_SEARCHED = 512
#: Where less than this share of a picture is as it was, another scene begins.
_SAME_SCENE = 0.05
#: Least strength of a frequency, as a share of the strongest, for its phase to count in full.
_WEAK = 1e-3

Shift = tuple[float, float]


class Aligned(NamedTuple):
    """What `Steady.before` found out about a picture.

    Attributes:
        pixels: the picture cleared of noise, H x W x 3, uint8: what is to be painted.
        weights: share of the previous result that stays, 1 x H x W; None at the first picture and after a cut.
        shift: how far the camera's view has moved since, x and y in pixels.
    """

    pixels: np.ndarray
    weights: torch.Tensor | None
    shift: Shift


class Steady:
    """Takes the pictures of a film before and after they are painted, each in the order of the film.

    Args:
        steadiness: share of the previous result that stays where nothing has changed, 0 to 0.95.
    """

    def __init__(self, steadiness: float) -> None:
        self._steadiness = steadiness
        self._input: torch.Tensor | None = None
        self._result: torch.Tensor | None = None

    def before(self, pixels: np.ndarray) -> Aligned:
        """Take a picture that will be painted, H x W x 3, uint8."""
        if not self._steadiness:
            return Aligned(pixels, None, (0.0, 0.0))
        new, weights, shift = _channels(pixels), None, (0.0, 0.0)
        if self._input is not None:
            earlier, shift = _followed(self._input, new)
            same = _sameness(new, earlier)
            if (same > 0.5).float().mean() >= _SAME_SCENE:
                weights = same.mul_(self._steadiness)
                new = torch.lerp(new, earlier, weights)
        self._input = new
        return Aligned(_pixels(new), weights, shift)

    def after(self, painted: np.ndarray, aligned: Aligned) -> np.ndarray:
        """Take the picture painted from `aligned.pixels`, and return it without flicker: H x W x 3, uint8."""
        if not self._steadiness:
            return painted
        new = _channels(painted)
        if self._result is not None and aligned.weights is not None:
            new = torch.lerp(new, shifted(self._result, aligned.shift), aligned.weights)
        self._result = new
        return _pixels(new)


def _channels(pixels: np.ndarray) -> torch.Tensor:
    """To 3 x H x W, float32, 0 to 255."""
    return torch.from_numpy(np.array(pixels)).permute(2, 0, 1).float()


def _pixels(channels: torch.Tensor) -> np.ndarray:
    rounded = channels.round().clamp_(0, 255).to(torch.uint8)
    return rounded.permute(1, 2, 0).contiguous().numpy()


def _followed(earlier: torch.Tensor, new: torch.Tensor) -> tuple[torch.Tensor, Shift]:
    """Shift a picture along with the camera, where that brings it nearer to the new one."""
    shift = camera_shift(earlier, new)
    if max(map(abs, shift)) < _STILL:
        return earlier, (0.0, 0.0)
    moved = shifted(earlier, shift)
    # Most pixels decide: something large that moves must not outweigh them.
    if _median_change(moved, new) < _median_change(earlier, new):
        return moved, shift
    return earlier, (0.0, 0.0)


def _median_change(one: torch.Tensor, other: torch.Tensor) -> float:
    return float(F.avg_pool2d((one - other)[None], 4, ceil_mode=True).abs().mean(1).median())


def camera_shift(earlier: torch.Tensor, new: torch.Tensor) -> Shift:
    """Return how far what the camera sees has moved, right and down in pixels, by phase correlation.

    Args:
        earlier, new: 3 x H x W.
    """
    smaller = -(-max(new.shape[1:]) // _SEARCHED)
    grey = F.avg_pool2d(torch.stack((earlier, new)).mean(1, keepdim=True), smaller)[:, 0]
    height, width = grey.shape[1:]
    window = torch.hann_window(height)[:, None] * torch.hann_window(width)
    spectra = torch.fft.rfft2((grey - grey.mean((1, 2), keepdim=True)) * window)
    cross = spectra[1] * spectra[0].conj()
    strength = cross.abs()
    surface = torch.fft.irfft2(cross / (strength + _WEAK * strength.max() + 1e-9), s=(height, width))
    row, column = divmod(int(surface.argmax()), width)
    down = _peak(surface[:, column], row)
    right = _peak(surface[row], column)
    return right * smaller, down * smaller


def _peak(line: torch.Tensor, place: int) -> float:
    """The place of a maximum between samples, by a parabola; from the middle of the line on, to the other side."""
    length = len(line)
    before, top, behind = (float(line[(place + step) % length]) for step in (-1, 0, 1))
    bend = before - 2 * top + behind
    exact = place + (0.5 * (before - behind) / bend if bend else 0.0)
    return exact if exact < length / 2 else exact - length


def shifted(picture: torch.Tensor, shift: Shift) -> torch.Tensor:
    """Shift a picture, C x H x W, right and down by parts of pixels (bicubic); its border goes on beyond its edge."""
    right, down = shift
    if not right and not down:
        return picture
    height, width = picture.shape[1:]
    x = (torch.arange(width) - right + 0.5) * 2 / width - 1
    y = (torch.arange(height) - down + 0.5) * 2 / height - 1
    places = torch.stack(torch.meshgrid(x, y, indexing="xy"), -1)[None]
    return F.grid_sample(picture[None], places, "bicubic", "border", align_corners=False)[0]


def _sameness(new: torch.Tensor, earlier: torch.Tensor) -> torch.Tensor:
    """How far each pixel is as it was, from 1 to 0: 1 x H x W.

    By the mean change of 6 x 6 pixels, in which noise cancels out, and the largest of those around.
    """
    halved = F.avg_pool2d((new - earlier)[None], 2, ceil_mode=True)
    change = F.avg_pool2d(halved, 3, 1, 1, count_include_pad=False).abs().amax(1, keepdim=True)
    change = F.max_pool2d(change, 3, 1, 1)
    same = torch.exp(-((change / _CHANGE) ** 2))
    return F.interpolate(same, size=new.shape[1:], mode="bilinear")[0]
