"""What a restyling can be asked for, checked where it is built. Its defaults are the only defaults."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from facestyle import fields
from facestyle.errors import BudgetError, OptionError
from facestyle.images import Picture
from facestyle.style.features import (
    DEFAULT_NETWORK,
    POOLINGS,
    STYLE_NETWORKS,
    Pooling,
    StyleNetwork,
    tap_names,
    unknown_tap,
)

Init = Literal["noise", "style-noise", "content"]
KeepColors = Literal["no", "luminance", "matched"]
OptimizerName = Literal["lbfgs", "adam"]
INITS: tuple[Init, ...] = get_args(Init)
KEEP_COLORS: tuple[KeepColors, ...] = get_args(KeepColors)
OPTIMIZERS: tuple[OptimizerName, ...] = get_args(OptimizerName)

#: Lowest and highest value of each number; the page's sliders and the command line read them here.
LIMITS: dict[str, tuple[float, float]] = {
    "alpha": (0.0, 10.0),
    "beta": (0.0, 100.0),
    "lambda": (0.0, 1.0),
    "size": (64, 2048),
    "steps": (1, 1000),
    "seed": (0, 2**31 - 1),
    "total_variation": (0.0, 10.0),
    "style_scale": (0.25, 2.0),
    "protect_faces": (0.0, 20.0),
    "identity": (0.0, 100.0),
}
#: size^2 x steps that one request may ask for: the largest size for the default steps, or 768 px for the full thousand.
BUDGET = 2048 * 2048 * 150
#: Long side and steps of a first look: two seconds on two cores, and forms and colours are those of the large picture.
LOOK_SIZE = 112
LOOK_STEPS = 36
#: The short side that every picture has to keep in a first look, as in any run.
LOOK_SHORT = 33


@dataclass(frozen=True)
class StyleOptions:
    """How G is made.

    Attributes:
        size: long side of G in pixels; C's aspect ratio is kept, S is brought to the same long side.
        steps: optimiser steps.
        alpha, beta: weights of the content and of the style cost in J.
        content_layer: the layer l at which contents are compared.
        style_layers: the layers whose Gram matrices are compared.
        layer_weights: lambda[l] of each style layer, 0 to 1.
        init: what G starts from: random noise around grey, noise in the colours of S, or the content picture.
        optimizer: L-BFGS or Adam.
        seed: of the random noise.
        network: vgg16 or vgg19.
        pooling: between blocks of VGG: max, or average.
        total_variation: weight of the differences between neighbouring pixels; more makes G smoother.
        style_scale: long side of S as a share of G's; smaller means finer strokes.
        style_weights: of several style pictures; equal where empty.
        keep_colors: "luminance" gives G the colours of C at the end; "matched" gives S the mean and covariance of C's
            colours at the start.
        protect_faces: how much more the content counts in faces, 0 for not at all.
        identity: gamma, the weight of J_identity: the squared distance between the encodings of each face before and
            after; and, at a share of it, of what the detector misses of the face.

    Raises:
        OptionError: a value is not finite, out of range, or not one of the choices; or nothing is asked for.
        BudgetError: size^2 x steps is beyond `BUDGET`.
    """

    size: int = 256
    steps: int = 150
    alpha: float = 1.0
    beta: float = 10.0
    content_layer: str = "relu4_2"
    style_layers: tuple[str, ...] = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
    layer_weights: tuple[float, ...] = (0.2, 0.2, 0.2, 0.2, 0.2)
    init: Init = "noise"
    optimizer: OptimizerName = "lbfgs"
    seed: int = 0
    network: StyleNetwork = DEFAULT_NETWORK
    pooling: Pooling = "max"
    total_variation: float = 0.0
    style_scale: float = 1.0
    style_weights: tuple[float, ...] = ()
    keep_colors: KeepColors = "no"
    protect_faces: float = 0.0
    identity: float = 0.0

    def __post_init__(self) -> None:
        fields.choice("init", self.init, INITS)
        fields.choice("optimizer", self.optimizer, OPTIMIZERS)
        fields.choice("network", self.network, STYLE_NETWORKS)
        fields.choice("pooling", self.pooling, POOLINGS)
        fields.choice("keep_colors", self.keep_colors, KEEP_COLORS)
        for name in ("alpha", "beta", "total_variation", "style_scale", "protect_faces", "identity"):
            object.__setattr__(self, name, fields.number(name, getattr(self, name), *LIMITS[name]))
        for name in ("size", "steps", "seed"):
            low, high = LIMITS[name]
            object.__setattr__(self, name, fields.whole(name, getattr(self, name), int(low), int(high)))
        self._check_layers()
        self._check_style_weights()
        if not self.alpha and not (self.beta and any(self.layer_weights)):
            raise OptionError("alpha and the style weights are all zero, so nothing is asked for; raise one of them.")
        if self.pixel_steps > BUDGET:
            raise BudgetError(
                f"{self.steps} steps at size {self.size} are beyond the budget: at this size at most "
                f"{BUDGET // self.size**2} steps, or for {self.steps} steps size "
                f"{int((BUDGET / self.steps) ** 0.5)} at most."
            )

    @property
    def pixel_steps(self) -> int:
        """What the work grows with: size^2 x steps, an upper bound since C need not be square."""
        return self.size**2 * self.steps

    @property
    def looks_after_faces(self) -> bool:
        """Whether faces of C matter to the run."""
        return self.protect_faces > 0 or self.identity > 0

    def shares(self, styles: int) -> tuple[float, ...]:
        """What each of so many style pictures contributes; sums to 1.

        Raises:
            OptionError: there are as many weights as pictures only where none is given, or none at all.
        """
        if not styles:
            raise OptionError("No style picture was given; one at least is needed.")
        weights = self.style_weights or (1.0,) * styles
        if len(weights) != styles:
            raise OptionError(f"{len(weights)} style weights were given for {styles} style pictures; give one each.")
        return tuple(weight / sum(weights) for weight in weights)

    def first_look(self, content: Picture | None = None, styles: Sequence[Picture] = ()) -> StyleOptions:
        """The same settings, small and in few steps: a picture in a couple of seconds that predicts the large one.

        Always by L-BFGS, which comes near the end in so few steps where Adam does not.

        Args:
            content: C; with an elongated one the look is larger, so that enough is left of its short side.
            styles: the style pictures, likewise.
        """
        shares = [(content, 1.0)] if content is not None else []
        shares += [(style, self.style_scale) for style in styles]
        needed = [LOOK_SHORT * max(p.width, p.height) / min(p.width, p.height) / scale for p, scale in shares]
        size = min(self.size, math.ceil(max([LOOK_SIZE, *needed])))
        return replace(self, size=size, steps=min(self.steps, LOOK_STEPS), optimizer="lbfgs")

    def _check_style_weights(self) -> None:
        if not isinstance(self.style_weights, (list, tuple)):
            raise OptionError("style_weights has to be a list of numbers, one for each style picture.")
        weights = tuple(fields.number("style weight", weight, 0.0, 100.0) for weight in self.style_weights)
        if weights and not sum(weights):
            raise OptionError("The style weights are all zero; raise one of them.")
        object.__setattr__(self, "style_weights", weights)

    def _check_layers(self) -> None:
        names = tap_names(self.network)
        if not isinstance(self.style_layers, (list, tuple)) or not isinstance(self.layer_weights, (list, tuple)):
            raise OptionError("style_layers and layer_weights have to be lists of equal length.")
        for layer in (self.content_layer, *self.style_layers):
            if layer not in names:
                raise unknown_tap(layer, self.network)
        if len(set(self.style_layers)) != len(self.style_layers):
            raise OptionError("style_layers names a layer twice; name each once.")
        if len(self.style_layers) != len(self.layer_weights):
            raise OptionError(
                f"{len(self.layer_weights)} layer weights were given for {len(self.style_layers)} style layers; give "
                "one lambda a layer."
            )
        weights = tuple(
            fields.number(f"lambda of {layer}", weight, *LIMITS["lambda"])
            for layer, weight in zip(self.style_layers, self.layer_weights, strict=True)
        )
        object.__setattr__(self, "style_layers", tuple(self.style_layers))
        object.__setattr__(self, "layer_weights", weights)


#: A gamma with which people stay recognisable in bold restylings; the page suggests it.
SUGGESTED_GAMMA = 3.0
#: Alpha and beta that a newcomer can trust.
PRESETS: dict[str, dict[str, float]] = {
    "gentle": {"alpha": 1.0, "beta": 3.0},
    "balanced": {"alpha": 1.0, "beta": 10.0},
    "bold": {"alpha": 1.0, "beta": 30.0},
    "texture": {"alpha": 0.0, "beta": 10.0},
}
