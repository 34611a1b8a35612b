"""The descent at one size: G and all that its costs need.

What is descended on, and from where; transfer.py says for how long, and sizes.py at which sizes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from facestyle.errors import OptionError
from facestyle.faces.detection import Face
from facestyle.images import Picture
from facestyle.style.costs import losses, regions
from facestyle.style.costs.colours import Colours
from facestyle.style.costs.identity import FaceIdentity
from facestyle.style.costs.taken import StyleMasks
from facestyle.style.costs.targets import Targets
from facestyle.style.descent import colours, memory_needed, transparency
from facestyle.style.descent.coordinates import Coordinates
from facestyle.style.descent.optimizers import CAREFUL_STEP, FIRST_STEP, LBFGS, Adam, Optimizer
from facestyle.style.descent.start import (
    eight_bits,
    enlarged,
    resized_pixels,
    sixteen_bits,
    start_of,
    style_pixels,
    within,
)
from facestyle.style.options import StyleOptions

#: Weight of the mean squared excess of G over [0, 1]. Only pixels that can be shown count in J, and nothing else would
#: bring the others back: a tenth of what the descent wins would be lost when the picture is cut to [0, 1].
EXCESS = 100.0
#: Weight of J_visibility, as a share of gamma. A tenth is enough for faces to be found; neither changes beta J_style.
VISIBILITY = 0.3
#: How much more the content counts in faces where people are to be kept recognisable. The deep layer keeps their forms,
#: which other encoders and people go by, and leaves their surface to the style.
FORMS = 5.0
#: Weight of what the style of the faces by themselves lacks, as a share of beta. The Gram matrices of all of G hardly
#: feel what covers little of it, and a face that stays itself resists the style.
FACES = 2.0
#: It lacks nothing where J_style of the faces is at most so many times that of all of G.
UNPAINTED = 1.5
#: Points that one step may try where J is not finite, before the run fails.
TRIES = 8


@dataclass(frozen=True)
class Costs:
    """What J is made of, as numbers.

    Attributes:
        content: alpha J_content.
        styles: beta lambda[l] J_style[l], by layer.
        extras: colours, total variation, identity, visibility and unpainted faces, where asked for, each times its
            weight.
    """

    content: float
    styles: dict[str, float]
    extras: dict[str, float]

    @property
    def total(self) -> float:
        """J."""
        return self.content + sum(self.styles.values()) + sum(self.extras.values())


@dataclass(frozen=True)
class RawCosts:
    """What J is made of, as tensors and not weighted."""

    content: torch.Tensor
    styles: dict[str, torch.Tensor]
    extras: dict[str, torch.Tensor]


class Descent:
    """G and all that its costs need: targets computed once, the optimiser, the coordinates that are descended on.

    Args:
        content, styles, options: as for `stylize`.
        size: long side of G.
        faces: those of C that are put into the start and looked after.
        masks: of `regions.checked`.
        start: of `checked_start`.
        style_masks: of `taken.checked`.
    """

    def __init__(
        self,
        content: Picture,
        styles: Sequence[Picture],
        options: StyleOptions,
        size: int,
        faces: Sequence[Face] = (),
        masks: Sequence[np.ndarray] = (),
        start: np.ndarray | None = None,
        style_masks: StyleMasks = (),
    ) -> None:
        self.size = size
        self._options = options
        target = resized_pixels(content, size, options.step_of_sides)
        self._seen = transparency.opacity(content, target)
        pictures, parts = style_pixels(styles, options, size, target, self._seen, style_masks)
        self._target = target
        self._faces = FaceIdentity(content, faces, target, options.likeness)
        begun = start_of(options, target, pictures, start, parts, self._seen)
        self._coordinates = Coordinates(self._faces.put_into(begun, target))
        self._masks = regions.over(masks, target)
        in_strips = memory_needed.blocks_in_strips(content, styles, options, size)
        self._targets = Targets(
            options, target, pictures, self._masks, in_strips, self._seen, parts, self._painted_faces()
        )
        self._colours = Colours(pictures, options.shares(len(pictures)), self._masks, self._seen, parts)
        self._targets.content_weights = self._content_weights()
        self._z = torch.zeros_like(target)
        first_step = FIRST_STEP if start is None else CAREFUL_STEP
        self._optimizer: Optimizer = LBFGS(self._z.numel(), first_step) if options.optimizer == "lbfgs" else Adam()
        self._cost: torch.Tensor | None = None
        self._gradient: torch.Tensor | None = None
        self._best = (math.inf, self._z)

    def go_on_from(self, coarse: Descent) -> None:
        """Start from the best G of a descent at another size, interpolated. Before the first step only."""
        with torch.no_grad():
            best = coarse._coordinates.generated(coarse._best[1])
            height, width = self._target.shape[2:]
            finer = enlarged(best, height, width, self._options.seamless)
            # A descent that starts from a face stays near a face. From noise it finds patterns that only an encoder
            # knows; from a photograph it keeps its skin, and no strokes come.
            self._coordinates.start = self._faces.put_into(finer, self._target)

    def _painted_faces(self) -> torch.Tensor | None:
        """Return the mask of the faces that have to look painted by themselves, 1 x 1 x H x W; None where none has."""
        if not self._options.identity or not len(self._faces):
            return None
        height, width = self._target.shape[2:]
        # Gram matrices weigh a position by the square.
        return self._faces.mask(height, width, (height, width)).sqrt()[None, None]

    def _content_weights(self) -> torch.Tensor | None:
        """Return the weights of the content by position of the content layer; None where all are the same."""
        positions, weights = self._targets.content_positions, None
        more = self._options.protect_faces + (FORMS if self._options.identity else 0.0)
        if more and len(self._faces):
            mask = self._faces.mask(*positions, (self._target.shape[2], self._target.shape[3]))
            weights = 1.0 + more * mask
        if self._seen is None:
            return weights
        seen = functional.adaptive_avg_pool2d(self._seen, positions)[0, 0]
        seen = seen / seen.mean()
        return seen if weights is None else seen * weights

    def costs(self) -> Costs:
        """Evaluate all costs and the gradient of J at the present point.

        If J or its gradient is not finite, the optimiser goes back to the last good point and takes a shorter step.

        Raises:
            OptionError: J was not finite at any of `TRIES` points.
        """
        for _ in range(TRIES):
            costs = self._evaluated()
            if math.isfinite(costs.total) and self._cost is not None and math.isfinite(self._cost.item()):
                if costs.total < self._best[0]:
                    self._best = (costs.total, self._z)
                return costs
            self.advance()
        raise OptionError(
            "The cost is no longer finite with these weights; lower alpha and beta, or choose another optimiser."
        )

    def finish(self) -> Costs:
        """Go back to the best G, and evaluate the costs of its picture, 8 bits a channel."""
        self._z = self._best[1]
        with torch.no_grad():
            exact = torch.from_numpy(self._eight_bits()).to(self._target).permute(2, 0, 1)[None] / 255.0
            return self._as_numbers(self._raw_costs(exact, exact, exactly=True))[0]

    def advance(self) -> None:
        """Take one step from where `costs` was evaluated."""
        assert self._cost is not None
        assert self._gradient is not None
        self._z = self._optimizer.step(self._z, self._cost, self._gradient.contiguous())

    def picture(self) -> np.ndarray:
        """Return G as it would be saved, H x W x 3, uint8; H x W x 4 where C is transparent in places."""
        picture = self._eight_bits()
        if self._options.keep_colors == "luminance":
            picture = colours.with_colours_of(picture, eight_bits(self._target))
        return picture if self._seen is None else transparency.with_opacity(picture, self._seen)

    def deep_picture(self) -> np.ndarray:
        """Return `picture` in 16 bits a channel, uint16: G before it is rounded to 8."""
        with torch.no_grad():
            shown = self._shown()
            if self._options.keep_colors == "luminance":
                shown = colours.with_luminance_of(self._target, shown)
            picture = sixteen_bits(shown)
        return picture if self._seen is None else transparency.with_opacity(picture, self._seen)

    def _eight_bits(self) -> np.ndarray:
        with torch.no_grad():
            return eight_bits(self._shown())

    def _shown(self) -> torch.Tensor:
        return self._within(torch.nan_to_num(self._coordinates.generated(self._z)).clamp(0, 1))

    def _within(self, generated: torch.Tensor) -> torch.Tensor:
        return within(generated, self._target, self._masks, self._seen)

    def _evaluated(self) -> Costs:
        z = self._z.detach().requires_grad_()
        generated = self._coordinates.generated(z)
        shown = generated.clamp(0, 1)
        raw = self._raw_costs(self._within(shown), self._within(generated))
        options = self._options
        total = losses.total_cost(options.alpha, raw.content, options.beta, raw.styles, self._targets.lambdas)
        for name, cost in raw.extras.items():
            total = total + self._extra_weights[name] * cost
        total = total + EXCESS * (generated - shown).square().mean()
        (self._gradient,) = torch.autograd.grad(total, z)
        with torch.no_grad():
            finite = torch.isfinite(self._gradient).all()
            costs, (value, ok) = self._as_numbers(raw, total, finite)
        # On the CPU, where the optimiser compares it without waiting for an accelerator again.
        self._cost = torch.tensor(value if ok else math.nan)
        return costs

    @property
    def _extra_weights(self) -> dict[str, float]:
        options = self._options
        return {
            "colours": options.beta * options.color_weight,
            "total variation": options.total_variation,
            "identity": options.identity,
            "visibility": VISIBILITY * options.identity,
            "unpainted faces": FACES * options.beta,
        }

    def _as_numbers(self, raw: RawCosts, *more: torch.Tensor) -> tuple[Costs, list[float]]:
        """Return the weighted costs, and the numbers in `more`, fetched from the accelerator all at once."""
        scalars = [raw.content, *raw.styles.values(), *raw.extras.values(), *more]
        content, *rest = torch.stack([scalar.detach().float() for scalar in scalars]).tolist()
        options, lambdas = self._options, self._targets.lambdas
        styles = {layer: options.beta * lambdas[layer] * rest.pop(0) for layer in raw.styles}
        extras = {name: self._extra_weights[name] * rest.pop(0) for name in raw.extras}
        return Costs(options.alpha * content, styles, extras), rest

    def _raw_costs(self, shown: torch.Tensor, generated: torch.Tensor, exactly: bool = False) -> RawCosts:
        """Return all costs of G, cut to [0, 1]. Its colours are those before the cut, which all differ."""
        content, styles, in_faces = self._targets.costs(shown, exactly)
        extras = {}
        if self._extra_weights["colours"]:
            extras["colours"] = self._colours.cost(generated)
        if self._options.total_variation:
            extras["total variation"] = losses.total_variation(shown, self._seen, self._options.seamless)
        if self._options.identity and len(self._faces):
            extras["identity"] = self._faces.identity_cost(shown)
            extras["visibility"] = self._faces.visibility_cost(shown)
            everywhere = sum(self._targets.lambdas[layer] * cost.detach() for layer, cost in styles.items())
            extras["unpainted faces"] = functional.relu(in_faces - UNPAINTED * everywhere)
        return RawCosts(content, styles, extras)
