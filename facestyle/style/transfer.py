"""stylize(): gradient descent on the pixels of G, an iterator of Step.

J(G) = alpha J_content(C, G) + beta sum_l lambda[l] J_style[l](S, G), Gatys, Ecker and Bethge 2016. Whoever iterates
sees G forming and can stop; nothing is left behind.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

from facestyle.device import device, lock, release
from facestyle.errors import OptionError, PictureTooSmallError
from facestyle.images import Picture
from facestyle.style import losses
from facestyle.style.features import Features, fast_features, load_features
from facestyle.style.optimizers import LBFGS, Adam, Optimizer
from facestyle.style.options import LIMITS, PRESETS, StyleOptions

__all__ = ["LIMITS", "PRESETS", "Step", "StyleOptions", "stylize"]

#: Seconds between two previews.
PREVIEW_EVERY = 1.0
#: Deviation of the random noise around grey. More leaves grain that the descent does not remove in some hundred steps.
NOISE = 0.12
#: The gradient is scaled by 1/f^(2 x this) in the Fourier domain.
WHITENING = 0.25
#: Share of the steps that are taken at half the size, unless that is below `MIN_COARSE` pixels.
COARSE = 0.4
MIN_COARSE = 96
#: Below this block 5 has too few positions for a Gram matrix that means anything.
MIN_SHORT_SIDE = 32
#: Points that one step may try, where J is not finite, before the run is given up.
TRIES = 8

_Costs = tuple[float, dict[str, float], float]


@dataclass(frozen=True, eq=False)
class Step:
    """Where a run stands after so many steps.

    Attributes:
        iteration: steps done; 0 is the start.
        steps: steps in all.
        content_cost: alpha J_content.
        style_costs: beta lambda[l] J_style[l], by layer.
        total_cost: J. Costs are those of G after this step, and always finite; of the last one, those of `picture`
            itself, cut to [0, 1] and rounded to 8 bits.
        seconds: since the call.
        seconds_left: to the end, by the pixels still to be worked on at the speed so far; None at the start.
        picture: H x W x 3, uint8: now and then, at the start, and at the last step. Its long side is options.size,
            or half of that in the first steps of a run from noise (see `sizes`).
    """

    iteration: int
    steps: int
    content_cost: float
    style_costs: dict[str, float]
    total_cost: float
    seconds: float
    seconds_left: float | None
    picture: np.ndarray | None

    @property
    def style_cost(self) -> float:
        """Beta times the sum over layers of lambda[l] J_style[l]."""
        return sum(self.style_costs.values())

    @property
    def last(self) -> bool:
        """Whether the run is complete."""
        return self.iteration == self.steps


def stylize(content: Picture, style: Picture, options: StyleOptions | None = None) -> Generator[Step, None, None]:
    """Paint `content` in the manner of `style`.

    Yields options.steps + 1 records: the start, then one after each step; the last one shows the best G that was
    found at full size. Closing the iterator ends the run and gives its memory back. G has the aspect ratio of
    `content`, and everything yielded is plain numbers and numpy.

    Raises:
        PictureTooSmallError: a picture is too elongated for the size asked for.
        OptionError: J is not finite, and shorter steps don't help.
        WeightsMissingError, WeightsDamagedError.
    """
    options = options or StyleOptions()
    started = time.perf_counter()
    shown = -PREVIEW_EVERY
    long_sides = sizes(content, style, options)
    run: _Run | None = None
    try:
        for iteration, size in enumerate(long_sides):
            last = iteration == options.steps
            with lock:
                if run is None or run.size != size:
                    run = _Run(content, style, options, size, run)
                costs = run.costs()
                if last:
                    costs = run.settled()
                seconds = time.perf_counter() - started
                due = last or seconds - shown >= PREVIEW_EVERY
                picture = run.picture() if due else None
                if not last:
                    run.advance()
            if due:
                shown = seconds
            seconds = time.perf_counter() - started
            yield Step(
                iteration, options.steps, *costs, seconds, _seconds_left(seconds, iteration, long_sides), picture
            )
    finally:
        run = None
        release()


def sizes(content: Picture, style: Picture, options: StyleOptions) -> list[int]:
    """Long side of G at each iteration, 0 to options.steps: half the size for the first `COARSE` of them, then all.

    Coarse-to-fine (Gatys et al. 2017, section 6): forms and strokes find their places at a quarter of the work. From
    a content start, and where half the size would leave too little of a picture, all steps are at full size.

    Raises:
        PictureTooSmallError: a picture is too elongated for the size asked for.
    """
    for picture in (content, style):
        width, height = _scaled(picture, options.size)
        if min(width, height) < MIN_SHORT_SIDE:
            raise PictureTooSmallError(
                f"{picture.name} is {picture.width} x {picture.height} pixels, too elongated: at size {options.size} "
                f"its short side would be {min(width, height)}, and {MIN_SHORT_SIDE} are needed. Crop it, or choose a "
                "larger size."
            )
    coarse = options.size // 2
    shortest = min(*_scaled(content, coarse), *_scaled(style, coarse))
    fits = options.init == "noise" and coarse >= MIN_COARSE and shortest >= MIN_SHORT_SIDE
    coarse_steps = round(COARSE * options.steps) if fits else 0
    return [coarse] * coarse_steps + [options.size] * (options.steps + 1 - coarse_steps)


def _scaled(picture: Picture, size: int) -> tuple[int, int]:
    """Width and height, the long side being `size`."""
    height, width = picture.pixels.shape[:2]
    ratio = size / max(height, width)
    return max(1, round(width * ratio)), max(1, round(height * ratio))


def _seconds_left(seconds: float, iteration: int, long_sides: list[int]) -> float | None:
    if not iteration:
        return None
    work = [side**2 for side in long_sides[:-1]]
    return seconds * sum(work[iteration:]) / sum(work[:iteration])


class _Run:
    """G and all that its costs need: targets computed once, the optimiser, the coordinates that are descended on.

    Steps are taken on z with G = G_0 + F^-1(f^-w F(z)), F being the Fourier transform over positions and f the
    frequency: the same costs in other coordinates, in which the coarse forms that carry content move as easily as the
    grain does. It is a preconditioner: any G can be reached.
    """

    def __init__(
        self, content: Picture, style: Picture, options: StyleOptions, size: int, coarser: _Run | None = None
    ) -> None:
        self.size = size
        self._options = options
        self._lambdas = {
            layer: weight
            for layer, weight in zip(options.style_layers, options.layer_weights, strict=True)
            if weight > 0 and options.beta > 0
        }
        self._taps = tuple({*self._lambdas, *([options.content_layer] if options.alpha > 0 else [])})
        self._network: Features = fast_features(options.network)
        target = _pixels(content, size)
        if coarser is not None:
            self._start = coarser.enlarged(target.shape[2:])
        else:
            self._start = _noise_like(target, options.seed) if options.init == "noise" else target
        exact = load_features(options.network)
        with torch.no_grad():
            self._content = exact(target, [options.content_layer])[options.content_layer]
            of_style = exact(_pixels(style, size), list(self._lambdas))
            self._grams = {layer: losses.gram_per_position(of_style[layer][0]) for layer in self._lambdas}
        self._filter = _whitening(*target.shape[2:]).to(target)
        self._z = torch.zeros_like(self._start)
        self._optimizer: Optimizer = LBFGS(self._z.numel()) if options.optimizer == "lbfgs" else Adam()
        self._cost: torch.Tensor | None = None
        self._gradient: torch.Tensor | None = None
        self._best = (math.inf, self._z)

    def costs(self) -> _Costs:
        """Evaluate alpha J_content, beta lambda J_style by layer, and J, with the gradient.

        Where J or its gradient is not finite the optimiser is asked for another point: it goes back to the last good
        one and takes a shorter step.

        Raises:
            OptionError: `TRIES` points were no better.
        """
        for _ in range(TRIES):
            costs = self._evaluated()
            if math.isfinite(costs[2]) and self._gradient is not None and bool(torch.isfinite(self._gradient).all()):
                if costs[2] < self._best[0]:
                    self._best = (costs[2], self._z)
                return costs
            self.advance()
        raise OptionError(
            "The cost is not finite any more with these weights; lower alpha and beta, or choose another optimiser."
        )

    def settled(self) -> _Costs:
        """Go to the best G there was, and evaluate the costs of its picture, 8 bits a channel."""
        self._z = self._best[1]
        with torch.no_grad():
            exact = torch.from_numpy(self.picture()).to(self._start).permute(2, 0, 1)[None] / 255.0
            return self._as_numbers(*self._parts(exact, load_features(self._options.network)))

    def advance(self) -> None:
        """Take one step from where `costs` was evaluated."""
        assert self._cost is not None
        assert self._gradient is not None
        self._z = self._optimizer.step(self._z, self._cost, self._gradient.contiguous())

    def picture(self) -> np.ndarray:
        """G as it would be saved."""
        with torch.no_grad():
            pixels = torch.nan_to_num(self._generated(self._z)).clamp(0, 1)[0].permute(1, 2, 0)
            return (pixels * 255).round().to(torch.uint8).cpu().numpy()

    def enlarged(self, shape: torch.Size) -> torch.Tensor:
        """The best G there was, interpolated to another height and width."""
        with torch.no_grad():
            now = self._generated(self._best[1])
            return functional.interpolate(now, size=tuple(shape), mode="bicubic", align_corners=False)

    def _evaluated(self) -> _Costs:
        z = self._z.detach().requires_grad_()
        content, styles = self._parts(self._generated(z))
        total = losses.total_cost(self._options.alpha, content, self._options.beta, styles, self._lambdas)
        (self._gradient,) = torch.autograd.grad(total, z)
        self._cost = total.detach()
        return self._as_numbers(content.detach(), {layer: cost.detach() for layer, cost in styles.items()})

    def _generated(self, z: torch.Tensor) -> torch.Tensor:
        height, width = z.shape[2:]
        return self._start + torch.fft.irfft2(torch.fft.rfft2(z) * self._filter, s=(height, width))

    def _parts(
        self, generated: torch.Tensor, network: Features | None = None
    ) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        activations = (network or self._network)(generated.contiguous(memory_format=torch.channels_last), self._taps)
        content = torch.zeros((), device=generated.device)
        if self._options.content_layer in activations:
            content = losses.content_cost(self._content, activations[self._options.content_layer])
        styles = {layer: losses.style_cost(gram, activations[layer][0]) for layer, gram in self._grams.items()}
        return content, styles

    def _as_numbers(self, content: torch.Tensor, styles: dict[str, torch.Tensor]) -> _Costs:
        alpha, beta = self._options.alpha, self._options.beta
        by_layer = {layer: beta * self._lambdas[layer] * float(cost) for layer, cost in styles.items()}
        return alpha * float(content), by_layer, alpha * float(content) + sum(by_layer.values())


def _pixels(picture: Picture, size: int) -> torch.Tensor:
    """1 x 3 x H x W in [0, 1] on the device, the long side being `size`."""
    resized = picture.image().resize(_scaled(picture, size), Image.Resampling.LANCZOS, reducing_gap=3.0)
    pixels = np.array(resized, dtype=np.float32)
    return torch.from_numpy(pixels / 255.0).permute(2, 0, 1)[None].contiguous().to(device())


def _noise_like(pixels: torch.Tensor, seed: int) -> torch.Tensor:
    # Drawn on the CPU, so that a seed gives the same noise on every device.
    generator = torch.Generator().manual_seed(seed)
    return (0.5 + NOISE * torch.randn(pixels.shape, generator=generator)).to(pixels)


def _whitening(height: int, width: int) -> torch.Tensor:
    """f^-w over the half-spectrum, of mean one; the constant component counts as the lowest frequency."""
    rows, columns = torch.fft.fftfreq(height), torch.fft.rfftfreq(width)
    frequency = (rows[:, None].square() + columns[None].square()).sqrt().clamp_min(1.0 / max(height, width))
    return (frequency / frequency.mean()) ** -WHITENING
