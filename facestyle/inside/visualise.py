"""What excites a unit: a picture optimised from noise.

Olah, Mordvintsev and Schubert 2017, "Feature Visualization": gradient ascent on the Fourier coefficients of a picture
in decorrelated colours, shifted and turned a little at every step, with a penalty on total variation.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from facestyle import fields
from facestyle.compute.device import device, lock
from facestyle.compute.memory import release
from facestyle.fields import option
from facestyle.inside.layers import Layer, Network, layer_of, unit_of
from facestyle.inside.networks import look_into
from facestyle.style.costs.losses import total_variation

#: Seconds between two previews.
PREVIEW_EVERY = 1.0
#: Adam's learning rate, on Fourier coefficients.
RATE = 0.16
#: Total variation of weight 1 counts this much beside the activation, which is divided by its largest value so far.
SMOOTHNESS = 0.02
#: Pixels that are added around the receptive field, to keep borders out of it when the picture is shifted.
MARGIN = 16
#: Least and most pixels of a side; a deep unit sees more than its picture shows.
SIDES = (48, 224)
#: Square root of the covariance of ImageNet's colours, scaled to a largest column of one (Olah et al., their code).
_COLOURS = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))


@dataclass(frozen=True)
class VisualiseOptions:
    """How a picture that excites a unit is looked for, from noise."""

    steps: int = option(100, 1, 1000, help="Steps of gradient ascent.")
    seed: int = option(1, 0, 2**31 - 1, help="Seed of the noise that it starts from.")
    jitter: int = option(
        4, 0, 32, help="Pixels that it is shifted by at most, both ways. Never more than a 16th of what the unit sees."
    )
    rotation: float = option(4.0, 0.0, 30.0, help="Degrees that it is turned by at most.")
    total_variation: float = option(
        1.0, 0.0, 100.0, help="Weight of the mean squared difference of neighbouring pixels."
    )

    def __post_init__(self) -> None:
        fields.check(self)


@dataclass(frozen=True, eq=False)
class VisualiseStep:
    """Where the picture stands.

    Attributes:
        iteration, steps: steps done, and in all; 0 is the noise.
        activation: of the unit in the middle of the picture, neither shifted nor turned, after the layer's ReLU. None
            where there is no picture.
        seconds: since the call.
        picture: what the unit sees of it (its receptive field, or the whole picture if that is smaller), H x W x 3,
            uint8; now and then, at the start and at the last step.
    """

    iteration: int
    steps: int
    activation: float | None
    seconds: float
    picture: np.ndarray | None


def visualise(
    network: str, layer: str, unit: int, options: VisualiseOptions | None = None
) -> Generator[VisualiseStep, None, None]:
    """Make a picture that excites a unit, from noise; closing the iterator ends the work.

    Yields options.steps + 1 records. The last one shows the picture that excited the unit most.

    Raises:
        OptionError: there is no such network, layer or unit.
        WeightsMissingError, WeightsDamagedError.
    """
    options = options or VisualiseOptions()
    chosen = look_into(network)
    of_layer = layer_of(chosen, layer)
    unit = unit_of(of_layer, unit)
    started = time.perf_counter()
    shown = -PREVIEW_EVERY
    try:
        ascent = _Ascent(chosen, of_layer, unit, options)
        for iteration in range(options.steps + 1):
            with lock:
                if iteration:
                    ascent.advance()
                last = iteration == options.steps
                seconds = time.perf_counter() - started
                preview = last or seconds - shown >= PREVIEW_EVERY
                activation, picture = ascent.look(last) if preview else (None, None)
            if preview:
                shown = seconds
            yield VisualiseStep(iteration, options.steps, activation, seconds, picture)
    finally:
        release()


class _Ascent:
    """The picture's Fourier coefficients, and gradient ascent on them."""

    def __init__(self, network: Network, layer: Layer, unit: int, options: VisualiseOptions) -> None:
        self.network, self.layer, self.unit, self.options = network, layer, unit, options
        self.side = network.side or min(max(*layer.field.size, SIDES[0]) + 2 * MARGIN, SIDES[1])
        generator = torch.Generator().manual_seed(options.seed)  # on the CPU: the same noise on every device
        self.random = generator
        spectrum = torch.randn(3, self.side, self.side // 2 + 1, 2, generator=generator) * 0.05
        self.coefficients = spectrum.to(device()).requires_grad_()
        self.jitter = min(options.jitter, min(layer.field.size) / 16)
        self.done = 0
        self.typical = 1e-3
        self.scale = _scale(self.side).to(device())
        self.colours = _colours().to(device())
        self.optimizer = torch.optim.Adam([self.coefficients], lr=RATE)
        self.best: tuple[float, np.ndarray] | None = None

    def pixels(self) -> torch.Tensor:
        """Return the picture of the coefficients, 1 x 3 x H x W in (0, 1)."""
        spectrum = torch.view_as_complex(self.coefficients) * self.scale
        plain = torch.fft.irfft2(spectrum, s=(self.side, self.side), norm="ortho")
        return torch.sigmoid(torch.einsum("ij,jhw->ihw", self.colours, plain))[None]

    def advance(self) -> None:
        """Take one step of gradient ascent."""
        self.optimizer.zero_grad()
        pixels = self.pixels()
        inputs = self.network.standardised(self._shaken(pixels))
        # Before the ReLU, which has no gradient where the unit is silent.
        excited = self._middle(self.network.before_relu(inputs, self.layer.name))
        # Divided by the largest so far, to stay in proportion to smoothness: layers differ much in their activations.
        self.typical = max(self.typical, abs(float(excited.detach())))
        smoothness = self.options.total_variation * SMOOTHNESS * total_variation(pixels)
        (smoothness - excited / self.typical).backward()
        self.optimizer.step()

    def _middle(self, activations: torch.Tensor) -> torch.Tensor:
        row, column = self._place(activations)
        return activations[0, self.unit, row, column]

    def _place(self, activations: torch.Tensor) -> tuple[int, int]:
        """Return the position whose field lies nearest to the picture's middle."""
        middle = (self.side - 1) / 2
        axes = (self.layer.field.rows, self.layer.field.columns)
        lengths = (int(length) for length in activations.shape[-2:])
        row, column = (
            min(max(round((middle - axis.centre(0)) / axis.stride), 0), length - 1)
            for axis, length in zip(axes, lengths, strict=True)
        )
        return row, column

    def _shaken(self, pixels: torch.Tensor) -> torch.Tensor:
        """Shift and turn the picture a little, so that no pattern of single pixels is rewarded; borders are mirrored.

        The movement is largest half way. It is none at the start, where a silent unit needs the same direction several
        times, and none at the end, where the picture counts as it is.
        """
        strength = math.sin(math.pi * self.done / max(self.options.steps, 1))
        self.done += 1
        shift = (torch.rand(2, generator=self.random) * 2 - 1) * self.jitter * strength * 2 / self.side
        angle = math.radians(float(torch.rand(1, generator=self.random) * 2 - 1) * self.options.rotation * strength)
        cosine, sine = math.cos(angle), math.sin(angle)
        turn = torch.tensor([[[cosine, -sine, float(shift[0])], [sine, cosine, float(shift[1])]]]).to(pixels)
        grid = functional.affine_grid(turn, list(pixels.shape), align_corners=False)
        return functional.grid_sample(pixels, grid, padding_mode="reflection", align_corners=False)

    def look(self, last: bool) -> tuple[float, np.ndarray]:
        """Return the unit's activation in the 8-bit picture, and what it sees of it; at the end, those of the best."""
        with torch.no_grad():
            eight_bits = (self.pixels() * 255).round()
            inputs = self.network.standardised(eight_bits / 255.0)
            activations = self.network.activations(inputs, [self.layer.name])[self.layer.name]
            row, column = self._place(activations)
            value = float(activations[0, self.unit, row, column])
        picture = eight_bits[0].permute(1, 2, 0).byte().cpu().numpy()
        left, top, right, bottom = self.layer.field.box(row, column)
        seen = picture[max(top, 0) : min(bottom, self.side), max(left, 0) : min(right, self.side)].copy()
        if self.best is None or value >= self.best[0]:
            self.best = (value, seen)
        return self.best if last else (value, seen)


def _scale(side: int) -> torch.Tensor:
    """Return 1/f: as much contrast in every octave, as in natural pictures."""
    rows, columns = torch.fft.fftfreq(side), torch.fft.rfftfreq(side)
    frequency = (rows[:, None].square() + columns[None].square()).sqrt().clamp_min(1.0 / side)
    return side**0.5 * 0.25 / (frequency * side) * 4.0


def _colours() -> torch.Tensor:
    root = torch.tensor(_COLOURS)
    return root / root.norm(dim=0).max()
